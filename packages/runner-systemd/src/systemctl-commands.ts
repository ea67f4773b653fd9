import type {Argv} from '@devstack/sdk';

export type Scope = 'system' | 'user';

export const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'MainPID',
  'ExecMainCode',
  'ExecMainStatus',
  'ExecMainStartTimestamp',
  'ExecMainExitTimestamp',
  'NRestarts',
  'MemoryCurrent',
  'ControlGroup',
  'Restart',
  'NeedDaemonReload',
] as const;

export function systemctl(scope: Scope, ...words: readonly string[]): Argv {
  return ['systemctl', `--${scope}`, '--no-pager', '--no-ask-password', ...words];
}

export function showCommand(scope: Scope, units: readonly string[]): Argv {
  return systemctl(scope, 'show', '--timestamp=us+utc', `--property=${PROPERTIES.join(',')}`, '--', ...units);
}

export function killCommand(scope: Scope, unit: string): Argv {
  return systemctl(scope, 'kill', '--signal=SIGKILL', '--kill-whom=all', '--', unit);
}

/** Prints the pids of a control group and those below it. */
export function processesCommand(directory: string): Argv {
  return ['find', directory, '-name', 'cgroup.procs', '-exec', 'cat', '{}', '+'];
}
