import {performance} from 'node:perf_hooks';
import {createLab, type Lab, PlainGuest} from '@devstack/e2e';
import {readVariables} from './cloud-labs.ts';
import type {Figure} from './figure.ts';
import type {GuestTimes} from './first-guest.ts';

const SOURCES = '/devstack/packages/bench/src';
const ROOT = '/opt/openstack';
const TIMEOUT_MS = 900_000;
const PLAIN_FACTOR = 1.3;
const PLAIN_EXTRA_S = 6;
const MEMORY_MB = 128;
const RUNS = 3;

interface GuestCost extends GuestTimes {
  /** From nothing until the guest answers ssh. */
  readonly seconds: number;
  /** From the start of QEMU alone until the same guest is in user space, on the same machine; the least of several. */
  readonly plainMs: number;
}

/** A cloud with guests against one without, and a guest of the cloud against the same guest under QEMU alone. */
export async function measureGuests(): Promise<Figure[]> {
  const api = await inLab(raceServer);
  const cloud = await inLab(raceGuest);
  const userSpaceS = cloud.userSpaceMs / 1000;
  const plainS = cloud.plainMs / 1000;
  return [
    {
      name: 'first guest answers ssh / first server of persona api',
      value: cloud.seconds / api,
      unit: 'ratio',
      atMost: 2,
      note: `${cloud.seconds.toFixed(1)} s and ${api.toFixed(1)} s, downloads in the cache`,
    },
    {
      name: 'request for a server until its guest is in user space',
      value: userSpaceS,
      unit: 's',
      atMost: PLAIN_FACTOR * plainS + PLAIN_EXTRA_S,
      note: `the same guest under QEMU alone: ${plainS.toFixed(2)} s`,
    },
    {
      name: '96 MiB by TCP from a guest under its floating address to the machine',
      value: cloud.transferMs / 1000,
      unit: 's',
      atMost: 9.6,
    },
  ];
}

async function raceServer(lab: Lab): Promise<number> {
  const startMs = performance.now();
  await lab.run(['devstack', 'up', '--persona', 'api'], {timeoutMs: TIMEOUT_MS});
  await lab.run(['node', `${SOURCES}/first-server.ts`], {env: await readVariables(lab)});
  return (performance.now() - startMs) / 1000;
}

async function raceGuest(lab: Lab): Promise<GuestCost> {
  const startMs = performance.now();
  await lab.run(['devstack', 'up', '--persona', 'cloud'], {timeoutMs: TIMEOUT_MS});
  const upMs = performance.now() - startMs;
  const env = await readVariables(lab);
  const {stdout} = await lab.run(['node', `${SOURCES}/first-guest.ts`], {env, timeoutMs: TIMEOUT_MS});
  const times = JSON.parse(stdout) as GuestTimes;
  await lab.run(['devstack', 'stop']);
  return {...times, seconds: (upMs + times.sshMs) / 1000, plainMs: await measurePlainGuest(lab)};
}

async function measurePlainGuest(lab: Lab): Promise<number> {
  const find = ['find', `${ROOT}/cache`, '-name', 'tiny*', '-size', '+4M', '-type', 'f'] as const;
  const disk = (await lab.run(find)).stdout.split('\n')[0]!;
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const startMs = performance.now();
    const guest = await PlainGuest.start(lab, {disk, memoryMb: MEMORY_MB});
    await guest.untilSaid('user space up');
    times.push(performance.now() - startMs);
    await guest.end();
  }
  return Math.min(...times);
}

async function inLab<Result>(work: (lab: Lab) => Promise<Result>): Promise<Result> {
  const lab = await createLab({warmCache: true});
  try {
    return await work(lab);
  } finally {
    await lab.destroy();
  }
}
