import {expect, test} from 'vitest';
import {subsystemProblems} from './subsystem-problems.ts';

const NEEDED = {api: ['worker', 'store'], worker: ['store']};

test('what a chosen subsystem lacks is named, with the choice that works', () => {
  expect(subsystemProblems('sample', NEEDED, ['api', 'store'])).toEqual([
    {
      message: 'its subsystem api does not work without worker',
      suggestion: '--set sample.subsystems=api,store,worker',
    },
  ]);
});

test('what nobody has chosen lacks nothing', () => {
  expect(subsystemProblems('sample', NEEDED, ['store'])).toEqual([]);
  expect(subsystemProblems('sample', NEEDED, ['worker', 'store', 'api'])).toEqual([]);
});
