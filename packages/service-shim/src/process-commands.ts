import type {Argv} from '@devstack/sdk';

/**
 * Prints, each ended by NUL, `/proc/PID/stat:` with the stat line of each process, and `/proc/PID/environ:NAME=ID` for each whose
 * environment has a mark. One program for both: to start programs is most of what looking costs. Fails for processes that ended
 * meanwhile and for environments of other users, but prints the rest.
 */
export function scanCommand(names: readonly string[], pids: readonly number[]): Argv {
  const pattern = `^((${names.join('|')})=[0-9a-f-]{36}|[0-9]+ \\(.*)`;
  return ['grep', '-zaosHE', pattern, ...pids.flatMap((pid) => [`/proc/${pid}/stat`, `/proc/${pid}/environ`])];
}
