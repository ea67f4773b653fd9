import {constants} from 'node:os';
import type {ServiceStatus} from '@devstack/sdk';
import {type Properties, parseTimestampMs} from './systemctl-output.ts';

const KILLED = new Set(['2', '3']);

export function statusOf(unit: Properties): ServiceStatus {
  if (unit.LoadState !== 'loaded') return {state: 'stopped'};
  const pid = Number(unit.MainPID ?? 0);
  if (pid > 0) return runningStatus(unit, pid);
  const restarts = Number(unit.NRestarts ?? 0);
  const restarting = unit.Restart !== 'no';
  if (isActive(unit)) return restarting ? {state: 'restarting', restarts} : endOf(unit);
  if (unit.ActiveState !== 'failed' || !restarting) return endOf(unit);
  // The restart that the limit refused is counted too.
  return {state: 'failed', restarts: Math.max(0, restarts - 1), ...ending(unit)};
}

/** True for a service that runs, starts, ends or is about to be started again. */
export function isActive({ActiveState}: Properties): boolean {
  return ActiveState !== 'inactive' && ActiveState !== 'failed';
}

/** When its last program ended, if it does not run. */
export function endedAtMs(unit: Properties): number | undefined {
  return Number(unit.MainPID ?? 0) > 0 ? undefined : parseTimestampMs(unit.ExecMainExitTimestamp);
}

function runningStatus(unit: Properties, pid: number): ServiceStatus {
  const memoryBytes = Number(unit.MemoryCurrent);
  return {
    state: 'running',
    pid,
    sinceMs: parseTimestampMs(unit.ExecMainStartTimestamp) ?? 0,
    // Not set where nobody counts memory: the largest number there is, or words.
    ...(memoryBytes > 0 && memoryBytes < 2 ** 60 ? {memoryBytes} : {}),
    restarts: Number(unit.NRestarts ?? 0),
  };
}

function endOf(unit: Properties): ServiceStatus {
  const atMs = parseTimestampMs(unit.ExecMainExitTimestamp);
  return atMs === undefined ? {state: 'stopped'} : {state: 'exited', ...ending(unit), atMs};
}

function ending({ExecMainCode, ExecMainStatus}: Properties): {
  readonly code: number | null;
  readonly signal: string | null;
} {
  const status = Number(ExecMainStatus);
  if (!KILLED.has(ExecMainCode ?? '')) return {code: status, signal: null};
  const signal = Object.entries(constants.signals).find(([, number]) => number === status)?.[0];
  return {code: null, signal: signal ?? `signal ${status}`};
}
