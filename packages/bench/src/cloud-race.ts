import {createLab, type Lab} from '@devstack/e2e';
import {
  type CloudCost,
  installPackages,
  raceDevstack,
  raceScript,
  readTimeline,
  shareUv,
  timeCommand,
} from './cloud-labs.ts';
import {type CpuAccount, openCpuAccount} from './cpu-account.ts';
import type {Figure} from './figure.ts';
import {totalBytes} from './lab-memory.ts';
import {renderTimeline} from './timeline.ts';

const RATIO_GOAL = 0.75;
const VERIFY_GOAL_S = 8;
const STOP_GOAL_S = 4;
const SHOWN_FROM_MS = 500;
const SHOWN_PROGRAMS = 16;
const SHARED_UV = '/run/uv-cache/bench-uv';

/** The whole cloud, from a bare Debian machine and from one that has the packages of the distribution. */
export async function measureCloud(): Promise<Figure[]> {
  return [...(await race('bare Debian', false)), ...(await race('packages of Debian installed', true))];
}

/** Only the second, for whoever looks for the next second. */
export async function measureWarmCloud(): Promise<Figure[]> {
  return race('packages of Debian installed', true);
}

async function race(name: string, hasPackages: boolean): Promise<Figure[]> {
  const account = await openCpuAccount();
  try {
    const ours = await inLab(hasPackages, (lab) => runOurs(lab, account));
    const theirs = await inLab(hasPackages, (lab) => raceScript(lab, SHARED_UV, account));
    await inLab(false, (lab) => lab.run(['rm', SHARED_UV]));
    print(`${name}: the plain script\n${theirs.milestones}${renderMemory(theirs)}`);
    print(`${name}: devstack\n${ours.milestones}${renderMemory(ours)}`);
    return toFigures(name, ours, theirs);
  } finally {
    await account.close();
  }
}

type OurCost = CloudCost & {readonly verifyS: number; readonly stopS: number};

async function runOurs(lab: Lab, account: CpuAccount): Promise<OurCost> {
  const cost = await raceDevstack(lab, account);
  const milestones = renderTimeline(await readTimeline(lab, cost.report), SHOWN_FROM_MS);
  await shareUv(lab, SHARED_UV);
  const verifyS = await timeCommand(lab, 'verify');
  const stopS = await timeCommand(lab, 'stop');
  return {...cost, milestones, verifyS, stopS};
}

function toFigures(name: string, ours: OurCost, theirs: CloudCost): Figure[] {
  const bytes = {ours: totalBytes(ours.memory), theirs: totalBytes(theirs.memory)};
  const inMegabytes = `${(bytes.ours / 1e6).toFixed(0)} MB and ${(bytes.theirs / 1e6).toFixed(0)} MB`;
  const inSeconds = `${ours.seconds.toFixed(1)} s and ${theirs.seconds.toFixed(1)} s`;
  const cpu = `${ours.cpuSeconds.toFixed(1)} s and ${theirs.cpuSeconds.toFixed(1)} s`;
  const ratios = [
    {
      name: 'first server, devstack / script',
      value: ours.seconds / theirs.seconds,
      atMost: RATIO_GOAL,
      note: inSeconds,
    },
    {name: 'processor time, devstack / script', value: ours.cpuSeconds / theirs.cpuSeconds, note: cpu},
    {name: 'memory, devstack / script', value: bytes.ours / bytes.theirs, atMost: 1, note: inMegabytes},
  ];
  return [
    ...ratios.map((figure) => ({...figure, name: `${figure.name}, ${name}`, unit: 'ratio' as const})),
    {name: `devstack verify, ${name}`, value: ours.verifyS, unit: 's', atMost: VERIFY_GOAL_S},
    {name: `devstack stop, ${name}`, value: ours.stopS, unit: 's', atMost: STOP_GOAL_S},
  ];
}

function renderMemory({memory}: CloudCost): string {
  return memory
    .slice(0, SHOWN_PROGRAMS)
    .map(({bytes, commandLine}) => `${(bytes / 1e6).toFixed(0).padStart(6)} MB  ${commandLine}\n`)
    .join('');
}

async function inLab<Result>(hasPackages: boolean, work: (lab: Lab) => Promise<Result>): Promise<Result> {
  const lab = await createLab({warmCache: true});
  try {
    if (hasPackages) await installPackages(lab);
    return await work(lab);
  } finally {
    await lab.destroy();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
