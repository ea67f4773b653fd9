import {expect, test} from 'vitest';
import {criticalPath, renderTimeline, type TimedStep} from './timeline.ts';

const step = (id: string, startMs: number, endMs: number, ...needs: string[]): TimedStep => ({
  id,
  startMs,
  endMs,
  needs,
});

const steps = [
  step('packages', 0, 10_000),
  step('environment', 10_000, 13_000, 'packages'),
  step('database', 10_000, 12_000, 'packages'),
  step('migration', 14_000, 20_000, 'environment', 'database'),
  step('file', 0, 5),
];

test('the critical path goes back from the last end to what each step waited for longest', () => {
  expect(criticalPath(steps)).toEqual(['packages', 'environment', 'migration']);
  expect(criticalPath([])).toEqual([]);
});

test('a time line marks the critical path, says how long a step waited, and leaves out what took no time', () => {
  expect(renderTimeline(steps, 100).split('\n')).toEqual([
    '   start     end    took  waited  step',
    '*    0.00   10.00   10.00    0.00  packages',
    '    10.00   12.00    2.00    0.00  database',
    '*   10.00   13.00    3.00    0.00  environment',
    '*   14.00   20.00    6.00    1.00  migration',
    '',
  ]);
});
