import {join} from 'node:path';
import type {Handle, Host} from '@devstack/sdk';
import {type EventLog, parseEventLog} from './event-log.ts';
import {isAlive, type ProcessIdentity, type ProcessStat, parseStats} from './process-output.ts';

/** What a handle of this runner holds. */
export interface ServiceData {
  /** Marks the processes of the start that made the handle; a later start under the same name has another. */
  readonly id: string;
  readonly directory: string;
  readonly logFile: string;
}

export function dataOf({data: {id, directory, logFile}}: Handle): ServiceData {
  return {id: String(id), directory: String(directory), logFile: String(logFile)};
}

export function eventsPath(directory: string): string {
  return join(directory, 'events');
}

/** Holds the id of the start that the shim must not follow with another. */
export function stopPath(directory: string): string {
  return join(directory, 'stop');
}

export async function readEventLog(host: Host, directory: string): Promise<EventLog | undefined> {
  return parseEventLog((await host.readText(eventsPath(directory))) ?? '');
}

/** The process, if it lives and is the one that was meant, not another with its pid. */
export async function readProcess(
  host: Host,
  {bootId}: Pick<EventLog, 'bootId'>,
  identity: ProcessIdentity | undefined,
): Promise<ProcessStat | undefined> {
  if (identity === undefined || bootId !== (await host.facts()).bootId) return undefined;
  return readLiving(host, identity);
}

export async function readLiving(host: Host, identity: ProcessIdentity): Promise<ProcessStat | undefined> {
  const [stat] = parseStats(await readStat(host, identity.pid));
  return stat?.startTicks === identity.startTicks && isAlive(stat) ? stat : undefined;
}

/** Empty when there is no such process, also when it ends between opening and reading, which the kernel reports as an error. */
async function readStat(host: Host, pid: number): Promise<string> {
  try {
    return (await host.readText(`/proc/${pid}/stat`)) ?? '';
  } catch (error) {
    if ((await host.stat(`/proc/${pid}`)) === undefined) return '';
    throw error;
  }
}
