import {type Argv, DevstackError, type Host, type RunOptions, type RunResult} from '@devstack/sdk';

export const WHY_ROOT = 'only root can install and remove packages';

/** Runs a program as root. */
export function runAsRoot(host: Host, argv: Argv, options: RunOptions = {}): Promise<RunResult> {
  return host.run(argv, {...options, privileged: WHY_ROOT});
}

/** @param action what cannot be done without: `install packages keystone` */
export async function requireRoot(host: Host, action: string): Promise<void> {
  if ((await host.facts()).elevation === 'none') throw permissionError(action);
}

function permissionError(action: string): DevstackError {
  return new DevstackError(`cannot ${action}: this needs root, and sudo does not let us`, {
    code: 'DEVSTACK_ERR_PERMISSION',
    suggestions: ['run the same command as root, or as a user who may use sudo'],
  });
}
