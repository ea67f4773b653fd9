import {expect, test} from 'vitest';
import {insidePid, outsidePids} from './outside-pids.ts';

test('the last number of a process is the one of the innermost namespace', () => {
  expect(insidePid('Name:\tsleep\nNSpid:\t5012\t812\t1\nNSpgid:\t5012\t812\t1\n')).toBe(1);
  expect(insidePid('Name:\tsleep\nNSpid:\t5012\n')).toBe(5012);
  expect(insidePid('')).toBeUndefined();
});

test('processes of our own namespace are found, and a process that has ended has none', () => {
  expect([...outsidePids(process.pid).values()]).toContain(process.pid);
  expect(outsidePids(2 ** 22 + 1).size).toBe(0);
});
