import type {Argv} from '@devstack/sdk';

/** Prints the number of line ends of each file. */
export function countLinesCommand(files: readonly [string, ...string[]]): Argv {
  return ['wc', '-l', '--', ...files];
}

/** Prints a file from a line on; the first line is 1. */
export function readFromCommand(file: string, line: number): Argv {
  return ['tail', '-n', `+${line}`, '--', file];
}

/** Prints the last lines of a file, however long it is. */
export function readLastCommand(file: string, count: number): Argv {
  return ['tail', '-n', String(count), '--', file];
}
