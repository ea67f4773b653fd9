import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

/**
 * What processes of the namespaces are called outside, by their pids inside: a person who reads a pid wants to use it.
 *
 * @param pid of process 1 of the namespaces, as the machine counts
 */
export function outsidePids(pid: number): ReadonlyMap<number, number> {
  const namespace = linkOf(pid);
  const found = new Map<number, number>();
  if (namespace === undefined) return found;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || linkOf(Number(name)) !== namespace) continue;
    const inside = insidePid(statusOf(Number(name)));
    if (inside !== undefined) found.set(inside, Number(name));
  }
  return found;
}

/** The last of the numbers that a process has, of the text of /proc/PID/status. */
export function insidePid(status: string): number | undefined {
  const last = /^NSpid:\s.*?(\d+)$/m.exec(status)?.[1];
  return last === undefined ? undefined : Number(last);
}

function linkOf(pid: number): string | undefined {
  return unlessGone(() => readlinkSync(`/proc/${pid}/ns/pid`));
}

function statusOf(pid: number): string {
  return unlessGone(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '';
}

/** A process may end between two looks. */
function unlessGone(look: () => string): string | undefined {
  try {
    return look();
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined;
    throw error;
  }
}
