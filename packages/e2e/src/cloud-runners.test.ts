import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';
import type {LabInit} from './lab-boot.ts';
import {sleep} from './process-table.ts';
import {programs} from './programs.ts';

interface Row {
  readonly service: string;
  readonly runner: string;
  readonly status: {readonly state: string; readonly pid?: number};
  readonly health: string;
}

interface StatusStates {
  readonly states: readonly {readonly parts: readonly {readonly heardAtMs?: number}[]}[];
}

/** The runner of each cloud, what process 1 is there, and what chooses the runner. */
const CLOUDS = [
  ['screen', 'sleep', ['--runner', 'screen']],
  ['systemd', 'systemd', []],
] as const satisfies readonly (readonly [string, LabInit, readonly string[]])[];

describe.each(CLOUDS)('the whole cloud under %s', (runner, init, choice) => {
  let cloud: CloudLab;

  beforeAll(async () => {
    cloud = await CloudLab.create({init, warmCache: true, persona: 'api'});
  });
  afterAll(() => cloud.lab.destroy());

  async function rows(...options: string[]): Promise<readonly Row[]> {
    const {stdout} = await cloud.devstack(['status', '--json', ...options]);
    return (JSON.parse(stdout) as {readonly services: readonly Row[]}).services;
  }

  /** What is not as it has to be. */
  async function unwell(...options: string[]): Promise<readonly Row[]> {
    const found = await rows(...options);
    expect(found.length).toBeGreaterThan(10);
    return found.filter((row) => row.runner !== runner || row.status.state !== 'running' || row.health === 'failing');
  }

  /**
   * Nova itself takes a moment to believe in a compute that was away for longer than a minute, and may lose its belief in one that has not
   * spoken since: one look has to do.
   */
  async function untilWell(): Promise<void> {
    expect(await unwell('--wait', '120')).toEqual([]);
  }

  /** For a minute nova takes what it heard before the reboot for the present, and would send a server to a compute that is not there yet. */
  async function untilHeardSince(time: number): Promise<void> {
    for (;;) {
      const {states} = JSON.parse((await cloud.devstack(['status', '--json'])).stdout) as StatusStates;
      const heard = states.flatMap(({parts}) => parts).flatMap(({heardAtMs}) => heardAtMs ?? []);
      if (heard.length > 0 && heard.every((at) => at > time)) return;
      await sleep(500);
    }
  }

  async function makesServer(): Promise<void> {
    const {passed} = JSON.parse((await cloud.succeed('verify', '--json')).stdout) as {readonly passed: boolean};
    expect(passed).toBe(true);
  }

  /** Programs of services, and what keeps them. */
  function services(): readonly string[] {
    const all = programs(cloud.lab).map(({commandLine}) => commandLine);
    return all.filter((line) => line.includes(cloud.root) || /SCREEN|uwsgi|rabbit|beam|ovn|ovsdb/i.test(line));
  }

  test('comes up and makes a server', async () => {
    await cloud.succeed('up', ...choice);
    expect(await unwell()).toEqual([]);
    await makesServer();
  });

  test('shows the last lines of a service, and starts it again alone', async () => {
    const {stdout} = await cloud.succeed('logs', 'nova/compute', '--tail', '5');
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
    const before = await rows();
    await cloud.succeed('restart', 'nova/compute');
    const after = await rows();
    const isSame = after.map(({status}, index) => status.pid === before[index]?.status.pid);
    expect(after.filter((_, index) => !isSame[index]).map(({service}) => service)).toEqual(['nova/compute']);
    expect(await unwell()).toEqual([]);
  });

  test('ends with stop, every program of it, and comes back with start', async () => {
    await cloud.succeed('stop');
    expect(services()).toEqual([]);
    await cloud.succeed('start');
    await untilWell();
  });

  if (init === 'systemd') {
    test('comes back by itself after a reboot, with all that makes a server', async () => {
      const before = Date.now();
      await cloud.lab.reboot();
      await untilWell();
      await untilHeardSince(before);
      await makesServer();
    });
  }

  test('is gone without a trace after uninstall, while it runs', async () => {
    await cloud.succeed('uninstall');
    expect(services()).toEqual([]);
    expect(await cloud.leftovers()).toEqual(nothing);
  });
});
