import {EventEmitter} from 'node:events';
import {expect, test, vi} from 'vitest';
import {listenForInterruption} from './interruption.ts';

function listen() {
  const source = new EventEmitter();
  const steps = {onFirst: vi.fn(), onSecond: vi.fn()};
  return {source, steps, interruption: listenForInterruption(steps, source)};
}

test('the first signal aborts, a second one of either kind ends', () => {
  const {source, steps, interruption} = listen();
  source.emit('SIGINT');
  expect(interruption.signal.aborted).toBe(true);
  expect(steps.onSecond).not.toHaveBeenCalled();
  source.emit('SIGTERM');
  expect([steps.onFirst, steps.onSecond].map((step) => step.mock.calls.length)).toEqual([1, 1]);
});

test('after it is disposed of, signals are what they were', () => {
  const {source, steps, interruption} = listen();
  interruption.dispose();
  expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
  expect(steps.onFirst).not.toHaveBeenCalled();
});
