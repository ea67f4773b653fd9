import {constants} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Host, ServiceStatus} from '@devstack/sdk';
import type {EventLog} from './event-log.ts';
import type {Clock} from './machine-clock.ts';
import {residentPagesOf} from './process-memory.ts';
import type {ProcessStat} from './process-output.ts';
import {readEventLog, readProcess} from './service-record.ts';

const ATTEMPTS = 10;
const PAUSE_MS = 20;
const REBOOTED: ServiceStatus = {state: 'stopped', reason: 'reboot'};

/** Three small files are read for a service that runs, and two for each process below its first. */
export async function readStatus(host: Host, directory: string, clock: () => Promise<Clock>): Promise<ServiceStatus> {
  let isAbandoned = false;
  for (let attempt = 1; ; attempt++) {
    const log = await readEventLog(host, directory);
    if (log === undefined) return {state: 'stopped'};
    // Pids and times of another boot mean nothing in this one.
    if (log.state !== 'stopped' && log.bootId !== (await host.facts()).bootId) return REBOOTED;
    if (!isActive(log)) return statusOf(log, undefined, await clock());
    const process = log.state === 'running' ? await readProcess(host, log, log.service) : undefined;
    if (process !== undefined) {
      const residentPages = await residentPagesOf(host, process);
      return statusOf(log, {...process, residentPages}, await clock());
    }
    if (isAbandoned) return {state: 'exited', code: null, signal: null};
    // The shim records the end of a service in a moment; it may have done so, and ended, since the record was read.
    isAbandoned = (await readProcess(host, log, log.shim)) === undefined;
    if (isAbandoned) continue;
    if (log.state !== 'running' || attempt >= ATTEMPTS) return {state: 'restarting', restarts: log.restarts};
    await sleep(PAUSE_MS);
  }
}

function isActive({state}: EventLog): boolean {
  return state === 'starting' || state === 'running' || state === 'restarting';
}

/** @param process the service's first process, if it lives */
export function statusOf(log: EventLog, process: ProcessStat | undefined, clock: Clock): ServiceStatus {
  if (process !== undefined) {
    return {
      state: 'running',
      pid: process.pid,
      sinceMs: clock.bootTimeMs + process.startTicks * clock.tickMs,
      memoryBytes: process.residentPages * clock.pageBytes,
      restarts: log.restarts,
    };
  }
  const ending = explainCode(log.code);
  if (log.state === 'failed') return {state: 'failed', restarts: log.restarts, ...ending};
  if (log.state === 'stopped') return {state: 'stopped'};
  const atMs = log.endedAt === undefined ? {} : {atMs: clock.bootTimeMs + log.endedAt * 10};
  return {state: 'exited', ...ending, ...atMs};
}

/** A shell reports a service that a signal ended as 128 and the number of the signal. */
export function explainCode(code: number | undefined): {readonly code: number | null; readonly signal: string | null} {
  if (code === undefined) return {code: null, signal: null};
  const signal = Object.entries(constants.signals).find(([, number]) => code === number + 128)?.[0];
  return signal === undefined ? {code, signal: null} : {code: null, signal};
}
