import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import type {Lab} from '@devstack/e2e';
import type {CpuAccount} from './cpu-account.ts';
import {type ProgramMemory, readMemory} from './lab-memory.ts';
import type {TimedStep} from './timeline.ts';

/** What one way to the first server has cost. */
export interface CloudCost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly memory: readonly ProgramMemory[];
  /** What it printed on the way, or a line a step. */
  readonly milestones: string;
}

const ROOT = '/opt/openstack';
const SCRIPT_ROOT = '/opt/plain';
const SCRIPT = path.join(import.meta.dirname, '../src/plain-cloud.sh');
const FIRST_SERVER = '/devstack/packages/bench/src/first-server.ts';
const TIMEOUT_MS = 900_000;

/** Packages of Debian that both sides use, for the race without them. */
const PACKAGES = 'python3 mariadb-server rabbitmq-server ovn-central jq curl libeatmydata1'.split(' ');

export async function installPackages(lab: Lab): Promise<void> {
  const script = `printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@"`;
  await lab.run(['sh', '-ec', script, 'sh', ...PACKAGES], {timeoutMs: TIMEOUT_MS});
}

/** By the plain script. `uv` is a path in the lab. */
export async function raceScript(lab: Lab, uv: string, account: CpuAccount): Promise<CloudCost> {
  await lab.run(['ln', '-s', uv, '/usr/local/bin/uv']);
  const input = await readFile(SCRIPT, 'utf8');
  const {seconds, cpuSeconds, result} = await measured(account, () =>
    lab.run(['bash', '-s', SCRIPT_ROOT], {input, timeoutMs: TIMEOUT_MS}),
  );
  return {seconds, cpuSeconds, memory: await readMemory(lab), milestones: result.stdout};
}

/** By devstack, and then the first server by its APIs. */
export async function raceDevstack(
  lab: Lab,
  account: CpuAccount,
): Promise<CloudCost & {readonly report: RunReport; readonly address: string}> {
  const {seconds, cpuSeconds, result} = await measured(account, async () => {
    const up = await lab.run(['devstack', 'up', '--persona', 'api', '--json'], {timeoutMs: TIMEOUT_MS});
    const env = await readVariables(lab);
    const {stdout} = await lab.run(['node', FIRST_SERVER], {env});
    return {report: JSON.parse(up.stdout) as RunReport, address: stdout.trim()};
  });
  return {...result, seconds, cpuSeconds, memory: await readMemory(lab), milestones: ''};
}

export interface RunReport {
  readonly steps: readonly {readonly id: string; readonly startedMs: number; readonly ms: number}[];
}

/** The steps of a run with what each needs, which only the plan says. */
export async function readTimeline(lab: Lab, {steps}: RunReport): Promise<readonly TimedStep[]> {
  const {stdout} = await lab.run(['devstack', 'plan', 'start', '--json']);
  const plan = JSON.parse(stdout) as {
    readonly steps: readonly {readonly id: string; readonly needs: readonly string[]}[];
  };
  const needs = new Map(plan.steps.map((step) => [step.id, step.needs]));
  return steps.map(({id, startedMs, ms}) => ({
    id,
    startMs: startedMs,
    endMs: startedMs + ms,
    needs: needs.get(id) ?? [],
  }));
}

/** Seconds that a command of devstack takes. */
export async function timeCommand(lab: Lab, ...args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  await lab.run(['devstack', ...args]);
  return (performance.now() - startMs) / 1000;
}

/** Puts the uv that devstack has fetched where other labs find it. */
export async function shareUv(lab: Lab, target: string): Promise<void> {
  await lab.run(['sh', '-ec', `cp "$(find ${ROOT} -path '*/uv-*/uv' -type f | head -1)" "$1"`, 'sh', target]);
}

export async function readVariables(lab: Lab): Promise<Record<string, string>> {
  return JSON.parse((await lab.run(['devstack', 'env', '--shell', 'json'])).stdout) as Record<string, string>;
}

async function measured<Result>(
  account: CpuAccount,
  work: () => Promise<Result>,
): Promise<{readonly seconds: number; readonly cpuSeconds: number; readonly result: Result}> {
  const startMs = performance.now();
  const startCpu = await account.read();
  const result = await work();
  const cpuSeconds = (await account.read()) - startCpu;
  return {seconds: (performance.now() - startMs) / 1000, cpuSeconds, result};
}
