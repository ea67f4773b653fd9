import {describe, expect, test} from 'vitest';
import {isAlive, type ProcessStat, parseBootTimeMs, parseScan, parseStats} from './process-output.ts';
import {findServiceProcesses} from './process-tree.ts';

const TAIL = '0 -1 4194304 55 0 0 0 0 0 0 0 20 0 1 0';
const ID = '18475025-b5d1-4675-b685-fa2506f39bf6';

function processOf(pid: number, parent: number, session: number, changes: Partial<ProcessStat> = {}): ProcessStat {
  return {pid, parent, group: session, session, startTicks: pid, name: 'x', state: 'S', residentPages: 1, ...changes};
}

function tableOf(marks: Record<string, number[]>, ...processes: ProcessStat[]) {
  const entries = Object.entries(marks).map(([name, pids]) => [`${name}=${ID}`, pids] as const);
  return {processes: new Map(processes.map((process) => [process.pid, process])), marks: new Map(entries)};
}

describe('stat lines', () => {
  test('are read whatever the name of the program is', () => {
    const names = ['sleep', 'a b', ') S 1 2 3', 'a\nb', '(sd-pam)'];
    const text = names.map((name, index) => `${index + 7} (${name}) S 1 2 3 ${TAIL} 367844 2560000 318 0 0\n`).join('');
    const stats = parseStats(text);
    expect(stats.map(({name}) => name)).toEqual(names);
    expect(stats[4]).toMatchObject({pid: 11, parent: 1, group: 2, session: 3, startTicks: 367844, residentPages: 318});
  });

  test('of zombies are of processes that have ended', () => {
    const [zombie] = parseStats(`5 (x) Z 1 2 3 ${TAIL} 1 0 0 0 0\n`);
    expect(isAlive(zombie!)).toBe(false);
  });

  test('that are not complete are no process', () => {
    expect(parseStats('5 (x) S 1 2 3\n')).toEqual([]);
  });
});

test('a scan is read with all who bear a mark, and nothing that an environment pretends', () => {
  const stat = `5 (a\nb) S 1 2 3 ${TAIL} 367844 2560000 318 0 0\n`;
  const text = [
    `5/stat:${stat}`,
    `5/environ:DEVSTACK_SHIM=${ID}`,
    `6/environ:DEVSTACK_SERVICE=${ID}`,
    `7/environ:${stat}`,
  ];
  const {processes, marks} = parseScan(
    [...text, `7/environ:DEVSTACK_SERVICE=${ID}`].map((one) => `/proc/${one}\0`).join(''),
  );
  expect(processes.map(({pid, name}) => [pid, name])).toEqual([[5, 'a\nb']]);
  expect(marks.get(`DEVSTACK_SHIM=${ID}`)).toEqual([5]);
  expect(marks.get(`DEVSTACK_SERVICE=${ID}`)).toEqual([6, 7]);
});

test('the time of the boot is in milliseconds', () => {
  expect(parseBootTimeMs('cpu 1 2\nbtime 1795365499\nprocesses 3\n')).toBe(1795365499000);
});

describe('to a service belong', () => {
  const pids = (found: readonly ProcessStat[]) => found.map(({pid}) => pid);

  test('its marked processes, their descendants, sessions and groups, and nobody else', () => {
    const table = tableOf(
      {DEVSTACK_SHIM: [10], DEVSTACK_SERVICE: [20]},
      processOf(1, 0, 1),
      processOf(10, 1, 10),
      processOf(20, 10, 20),
      processOf(21, 20, 20),
      processOf(22, 1, 20),
      processOf(23, 21, 23),
      processOf(30, 1, 30),
    );
    const {shim, service} = findServiceProcesses(table, ID);
    expect(pids(shim)).toEqual([10]);
    expect(pids(service)).toEqual([20, 21, 22, 23]);
  });

  test('a child of the shim that overwrote its mark, but not a helper that has none yet', () => {
    const table = tableOf({DEVSTACK_SHIM: [10]}, processOf(10, 1, 10), processOf(11, 10, 10), processOf(20, 10, 20));
    const {shim, service} = findServiceProcesses(table, ID);
    expect(pids(shim)).toEqual([10, 11]);
    expect(pids(service)).toEqual([20]);
  });

  test('in the session of the shim, what bears the mark and what descends from that, and the shim does not', () => {
    const table = tableOf(
      {DEVSTACK_SHIM: [10], DEVSTACK_SERVICE: [20]},
      processOf(10, 1, 10),
      processOf(11, 10, 10),
      processOf(20, 10, 10),
      processOf(21, 20, 10),
    );
    const {shim, service} = findServiceProcesses(table, ID);
    expect(pids(shim)).toEqual([10, 11]);
    expect(pids(service)).toEqual([20, 21]);
  });

  test('its first process without any mark, if it is still the same process', () => {
    const table = tableOf({}, processOf(20, 1, 20));
    expect(pids(findServiceProcesses(table, ID, {known: {pid: 20, startTicks: 20}}).service)).toEqual([20]);
    expect(pids(findServiceProcesses(table, ID, {known: {pid: 20, startTicks: 19}}).service)).toEqual([]);
  });
});
