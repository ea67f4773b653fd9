import {readdir, readFile} from 'node:fs/promises';

/** Pids of processes whose environment has exactly this `NAME=value`. A zombie has no environment any more. */
export async function findMarked(mark: string): Promise<number[]> {
  return filterPids(async (pid) => (await readProc(pid, 'environ')).split('\0').includes(mark));
}

/** Pids of processes that have a text in their arguments, which everybody on the machine can read. */
export async function findInArguments(text: string): Promise<number[]> {
  return filterPids(async (pid) => (await readProc(pid, 'cmdline')).includes(text));
}

/** True for a process that runs; a zombie has ended. */
export async function isRunning(pid: number): Promise<boolean> {
  return /\) [^ZX] /.test(await readProc(pid, 'stat'));
}

export function readProc(pid: number, file: 'environ' | 'cmdline' | 'stat' | 'status'): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}

async function filterPids(matches: (pid: number) => Promise<boolean>): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(matches));
  return pids.filter((_, index) => found[index]);
}
