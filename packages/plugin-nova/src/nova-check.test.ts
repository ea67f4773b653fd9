import type {CheckContext} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {NovaCheck} from './nova-check.ts';
import {ENVIRONMENT, FakeCompute} from './testing/fake-compute.ts';

test('where no compute was chosen only the API is asked', async () => {
  const compute = new FakeCompute().on('GET /os-services?binary=nova-compute', () => [200, {services: []}]);
  const titles: string[] = [];
  await new NovaCheck(compute, createTestHost()).run({
    environment: {...ENVIRONMENT, OS_PASSWORD: 'pw'},
    signal: new AbortController().signal,
    step: (title, work) => {
      titles.push(title);
      return work();
    },
    cleanUp: () => undefined,
  } satisfies CheckContext);
  expect(titles).toEqual(['list the computes']);
  expect(compute.heard).toEqual(['GET /os-services?binary=nova-compute']);
});
