import type {Argv} from '@devstack/sdk';

/** Prints the stat line of each process; fails for those that ended meanwhile, but prints the others. */
export function statCommand(pids: readonly number[]): Argv {
  return ['cat', ...pids.map((pid) => `/proc/${pid}/stat`)];
}

/** Prints `/proc/PID/environ:NAME=ID` for each process whose environment has a mark. Those of other users cannot be read. */
export function marksCommand(names: readonly string[], pids: readonly number[]): Argv {
  const pattern = `(${names.join('|')})=[0-9a-f-]{36}`;
  return ['grep', '-aosHE', pattern, ...pids.map((pid) => `/proc/${pid}/environ`)];
}
