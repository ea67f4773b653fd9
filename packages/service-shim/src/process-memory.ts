import type {Host} from '@devstack/sdk';
import {type ProcessStat, parseStats} from './process-output.ts';

/**
 * Resident pages of a process and of those below it: of uwsgi the master alone would say little. Pages that they share count for each.
 * A process that ends meanwhile counts no more.
 */
export async function residentPagesOf(host: Host, {pid, residentPages}: ProcessStat): Promise<number> {
  const children = await Promise.all((await childrenOf(host, pid)).map((child) => readStat(host, child)));
  const below = await Promise.all(
    children.flatMap((child) => (child === undefined ? [] : [residentPagesOf(host, child)])),
  );
  return below.reduce((sum, pages) => sum + pages, residentPages);
}

async function childrenOf(host: Host, pid: number): Promise<number[]> {
  const text = await host.readText(`/proc/${pid}/task/${pid}/children`).catch(() => undefined);
  return (text ?? '').split(' ').filter(Boolean).map(Number);
}

async function readStat(host: Host, pid: number): Promise<ProcessStat | undefined> {
  return parseStats((await host.readText(`/proc/${pid}/stat`).catch(() => undefined)) ?? '')[0];
}
