import {readdirSync, readFileSync} from 'node:fs';

export interface ProcessEntry {
  pid: number;
  /** The first 15 bytes of the program's name. */
  name: string;
  parent: number;
  /** R, S, D, T, Z, ... as in proc(5). */
  state: string;
  /** Clock ticks since boot: tells a process from a later one with the same pid. */
  startTime: string;
}

export function readProcess(pid: number): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return {pid, name, state: fields[0]!, parent: Number(fields[1]), startTime: fields[19]!};
  } catch {
    return undefined;
  }
}

export function readProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

/** A zombie does not run any more. */
export function isRunning({pid, startTime}: Pick<ProcessEntry, 'pid' | 'startTime'>): boolean {
  const now = readProcess(pid);
  return now !== undefined && now.startTime === startTime && now.state !== 'Z';
}

/** A process and everything below it by parent, whatever group or session it is in. */
export function processTree(root: number): ProcessEntry[] {
  const all = readProcesses();
  const tree = all.filter(({pid}) => pid === root);
  for (const {pid} of tree) tree.push(...all.filter(({parent}) => parent === pid));
  return tree;
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * SIGKILL for all descendants of `root`, which is to reap its child and end by itself. Everything is stopped first: a
 * parent that dies early would hand its children over to pid 1, where they could no longer be told from daemons.
 */
export async function killDescendants(root: ProcessEntry): Promise<void> {
  const stopped = new Map<number, ProcessEntry>();
  const unstopped = () => processTree(root.pid).filter(({pid}) => pid !== root.pid && !stopped.has(pid));
  for (let fresh = unstopped(); fresh.length > 0; fresh = unstopped())
    for (const entry of fresh) {
      sendSignal(entry.pid, 'SIGSTOP');
      stopped.set(entry.pid, entry);
    }
  for (const entry of stopped.values()) if (isRunning(entry)) sendSignal(entry.pid, 'SIGKILL');
  await waitUntilGone(root, [...stopped.values(), root]);
}

/** nsenter stops when its child stops, and may do so late: it is continued until it is gone. */
async function waitUntilGone(root: ProcessEntry, entries: ProcessEntry[]): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (let left = entries; left.length > 0; left = left.filter(isRunning)) {
    if (Date.now() > deadline) throw new Error(`cannot kill ${left.map(({pid}) => pid).join(', ')}: still running`);
    if (isRunning(root)) sendSignal(root.pid, 'SIGCONT');
    await sleep(5);
  }
}
