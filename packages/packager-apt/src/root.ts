import type {Argv, Host, RunOptions, RunResult} from '@devstack/sdk';
import {permissionError} from './apt-errors.ts';

export const WHY_ROOT = 'only root can install and remove packages';

/** Runs a program as root. */
export function runAsRoot(host: Host, argv: Argv, options: RunOptions = {}): Promise<RunResult> {
  return host.run(argv, {...options, privileged: WHY_ROOT});
}

/** @param action what cannot be done without: `install packages keystone` */
export async function requireRoot(host: Host, action: string): Promise<void> {
  if ((await host.facts()).elevation === 'none') throw permissionError(action);
}
