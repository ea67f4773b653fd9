import type {AnyStepHandler} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {fakeStep} from '../testing/fake-step.ts';
import {inputsOf} from './step-digest.ts';

const merge = {share: (args: {names: string[]}, after: string[]) => after.filter((name) => args.names.includes(name))};
const handlers = new Map([['python', {merge} as unknown as AnyStepHandler]]);
const made = (after: readonly string[]) => ({
  handlers,
  entries: new Map([
    [
      'shared/python:/venv',
      {
        step: fakeStep('shared/python:/venv'),
        digest: after.join(),
        inputs: '',
        before: null,
        after,
        state: 'done' as const,
      },
    ],
  ]),
});

test('a step is done again when what its own component has of a shared step differs, and not for what others have', () => {
  const reads = ['shared/python:/venv'];
  const step = fakeStep('keystone/service:api', {reads, own: {'shared/python:/venv': {names: ['keystone']}}});
  const inputs = inputsOf(step, made(['keystone']));
  expect(inputsOf(step, made(['cinder', 'keystone']))).toBe(inputs);
  expect(inputsOf(step, made(['cinder']))).not.toBe(inputs);
  const whole = fakeStep('keystone/service:api', {reads});
  expect(inputsOf(whole, made(['cinder', 'keystone']))).not.toBe(inputsOf(whole, made(['keystone'])));
});
