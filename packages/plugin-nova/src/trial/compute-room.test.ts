import {expect, test} from 'vitest';
import {type Room, shortage} from './compute-room.ts';

const wanted = {ram: 192, disk: 1, vcpus: 1};
const room = (name: string, ram: number, disk: number, vcpus = 8): Room => ({name, ram, disk, vcpus});

test('what is short is said with what is left', () => {
  expect(shortage(wanted, [room('compute-1', 100, 0)])).toBe(
    'there is no room for it: it needs 192 MB of memory and 1 GB of disk, and compute-1 has 100 MB of memory and 0 GB of disk left',
  );
  expect(shortage(wanted, [room('compute-1', 500, 9, 0)])).toBe(
    'there is no room for it: it needs 1 VCPU, and compute-1 has 0 VCPU left',
  );
});

test('where a compute has room for all of it, or where none is known, it is not a matter of room', () => {
  expect(shortage(wanted, [room('compute-1', 100, 9), room('compute-2', 192, 1, 1)])).toBeUndefined();
  expect(shortage(wanted, [])).toBeUndefined();
});

test('of many computes some are named', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => room(name, 0, 9));
  expect(shortage(wanted, many)).toMatch(/a has 0 MB of memory left; .* c has .* left; 2 more have no room either$/);
});
