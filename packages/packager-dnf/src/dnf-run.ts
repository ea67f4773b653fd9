import {setTimeout as wait} from 'node:timers/promises';
import {runAsRoot} from '@devstack/package-traces';
import type {Argv, Host, PackagerContext, RunResult} from '@devstack/sdk';
import {DNF_ENVIRONMENT, namesCommand} from './dnf-commands.ts';
import {dnfError, lockHolder, unknownPackages} from './dnf-errors.ts';
import {parseStatusLine} from './dnf-output.ts';

const LOCK_TIMEOUT_MS = 120_000;
const LOCK_POLL_MS = 500;
const NEAREST = 3;

// dnf fails with 1, and with 200 when another one works; rpm with the number of packages that are missing. Their output says why.
const EXITS = Array.from({length: 256}, (_, code) => code);

/** Asks dnf or rpm for something that changes nothing. */
export function ask(host: Host, argv: Argv): Promise<RunResult> {
  return host.run(argv, {env: DNF_ENVIRONMENT, accept: EXITS});
}

/** Lets dnf work as root, and returns what it said, also when it failed. Waits while another one works. */
export async function workDnf(host: Host, argv: Argv, {signal, progress}: PackagerContext): Promise<RunResult> {
  const onLine = (line: string): void => {
    const status = parseStatusLine(line);
    if (status !== undefined) progress(status.what, status.done, status.total);
    // Older ones wait by themselves, whatever they are told.
    if (line.startsWith('Waiting for process with pid')) sayWaiting({stdout: line, stderr: ''}, progress);
  };
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    const result = await runAsRoot(host, argv, {env: DNF_ENVIRONMENT, accept: EXITS, signal, onLine});
    if (result.code === 0 || !sayWaiting(result, progress) || Date.now() > deadline) return result;
    await wait(LOCK_POLL_MS, undefined, {signal});
  }
}

/** Whether there is something to wait for. */
function sayWaiting(said: Pick<RunResult, 'stdout' | 'stderr'>, progress: PackagerContext['progress']): boolean {
  const holder = lockHolder(said);
  if (holder !== undefined) progress(`waiting for ${holder} to end`);
  return holder !== undefined;
}

/** The error for a failure, with names that are like those that nobody has. */
export async function explainFailure(host: Host, action: string, result: RunResult): Promise<Error> {
  const near = new Map<string, readonly string[]>();
  for (const wanted of unknownPackages(result)) near.set(wanted, await findNear(host, wanted));
  return dnfError(action, result, near);
}

async function findNear(host: Host, wanted: string): Promise<readonly string[]> {
  for (const part of [1, 0.75, 0.5]) {
    const start = wanted.replace(/-[\d*][^-]*$/, '').slice(0, Math.ceil(wanted.length * part));
    const {stdout} = await ask(host, namesCommand(start));
    const names = [...new Set(stdout.split('\n').filter((name) => name !== ''))];
    const away = (name: string): number => Math.abs(name.length - wanted.length);
    if (names.length > 0) return names.sort((a, b) => away(a) - away(b)).slice(0, NEAREST);
  }
  return [];
}
