import type {Argv} from '@devstack/sdk';

/** By the shell's own kill: the program of that name is in a package of its own. The script is the same whatever is signalled. */
export function signalCommand(pid: number, signal: 'TERM' | 'KILL'): Argv {
  return ['sh', '-c', 'kill -s "$1" "$2"', 'sh', signal, String(pid)];
}

/** A pid may have been used again. @param cmdline of /proc */
export function isGuest(cmdline: string | undefined): boolean {
  return /(^|\/)qemu-/.test((cmdline ?? '').split('\0')[0] ?? '');
}

/** A process that has ended stays until its parent looks, in state Z. @param stat of /proc */
export function isGone(stat: string | undefined): boolean {
  return stat === undefined || stat === '' || /^\d+ \(.*\) [ZX] /s.test(stat);
}
