import {setTimeout as wait} from 'node:timers/promises';
import {runAsRoot} from '@devstack/package-traces';
import type {Argv, Host, PackagerContext, RunOptions, RunResult} from '@devstack/sdk';
import {APT_ENVIRONMENT} from './apt-commands.ts';
import {isLocked} from './apt-errors.ts';
import {parseStatusLine} from './apt-output.ts';

const LOCK_TIMEOUT_MS = 120_000;
const LOCK_POLL_MS = 500;

// apt-get fails with 100, dpkg with 1 or 2; their output says why.
const EXITS = [0, 1, 2, 100];

/** Asks apt for something that changes nothing and needs no root. */
export function askApt(host: Host, argv: Argv, options: RunOptions = {}): Promise<RunResult> {
  return host.run(argv, {...options, env: APT_ENVIRONMENT, accept: EXITS});
}

/**
 * Lets apt or dpkg work as root, and returns what it said, also when it failed. Waits for the lock: apt does so itself for some of its
 * locks, dpkg for none.
 */
export async function workApt(
  host: Host,
  argv: Argv,
  {signal, progress}: PackagerContext,
  packages = 0,
): Promise<RunResult> {
  const onLine = (line: string): void => {
    const status = parseStatusLine(line, packages);
    if (status !== undefined) progress(status.what, status.done, status.total);
  };
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    const result = await runAsRoot(host, argv, {env: APT_ENVIRONMENT, accept: EXITS, signal, onLine});
    if (result.code === 0 || !isLocked(result) || Date.now() > deadline) return result;
    progress('waiting for the lock of dpkg');
    await wait(LOCK_POLL_MS, undefined, {signal});
  }
}
