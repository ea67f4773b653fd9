import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createTestHost} from '@devstack/sdk/testing';
import {beforeEach, expect, test} from 'vitest';
import {ComputeHostStep} from './compute-host-step.ts';
import {CONTEXT, ENVIRONMENT, FakeCompute} from './testing/fake-compute.ts';

const args = {environment: ENVIRONMENT, host: 'compute-2', service: 'compute-2'};
const question = 'GET /os-services?binary=nova-compute&host=compute-2';
let compute: FakeCompute;
let step: ComputeHostStep;
let warnings: string[];
beforeEach(() => {
  compute = new FakeCompute();
  warnings = [];
  const ignore = (): undefined => undefined;
  step = new ComputeHostStep(
    compute,
    {debug: ignore, info: ignore, warn: (line) => warnings.push(line)},
    createTestHost(),
  );
});

test('nova is asked until the host is up', async () => {
  const states = [[], [{id: 's2', state: 'down'}], [{id: 's2', state: 'up'}]];
  compute.on(question, () => [200, {services: states.shift()!}]);
  await step.apply(args, {}, CONTEXT);
  expect(compute.heard).toHaveLength(3);
});

test('a host that is taken out is forgotten', async () => {
  compute.on(question, () => [200, {services: [{id: 's2', state: 'down'}]}]).on('DELETE /os-services/s2', () => [204]);
  expect(await step.revert({args, before: null, after: null}, CONTEXT)).toEqual([]);
  expect(compute.heard).toEqual([question, 'DELETE /os-services/s2']);
});

test('a host with servers on it stays in the records of nova, which is said', async () => {
  compute.on(question, () => [200, {services: [{id: 's2', state: 'up'}]}]).on('DELETE /os-services/s2', () => [409]);
  expect(await step.revert({args, before: null, after: null}, CONTEXT)).toEqual([]);
  expect(warnings).toEqual(['nova still knows compute host compute-2: there are servers on it']);
});

test('a cloud that does not run keeps nothing', async () => {
  compute.isDown = true;
  expect(await step.revert({args, before: null, after: null}, CONTEXT)).toEqual([]);
});

test('that disks of guests go with the host is said', async () => {
  compute.isDown = true;
  const disks = await mkdtemp(join(tmpdir(), 'disks-'));
  for (const name of ['_base', 'locks', 'f0f604f3-ca90-4c42-a7d4-1db77ed9f86e']) await mkdir(join(disks, name));
  await step.revert({args: {...args, disks}, before: null, after: null}, CONTEXT);
  expect(warnings).toEqual([`1 server on compute-2 had disks in ${disks}`]);
  await rm(disks, {recursive: true});
});
