import {expect, test} from 'vitest';
import {endedAtMs, statusOf} from './service-status.ts';

const STARTED = 'Sun 2026-11-22 19:19:02.500000 UTC';
const ENDED = 'Sun 2026-11-22 19:20:00.250000 UTC';
const unit = {
  LoadState: 'loaded',
  ActiveState: 'active',
  SubState: 'running',
  MainPID: '42',
  ExecMainCode: '0',
  ExecMainStatus: '0',
  ExecMainStartTimestamp: STARTED,
  ExecMainExitTimestamp: '',
  NRestarts: '1',
  MemoryCurrent: '4096',
  Restart: 'on-failure',
};
const ended = {...unit, MainPID: '0', ExecMainExitTimestamp: ENDED};
const atMs = Date.UTC(2026, 10, 22, 19, 20, 0, 250);

test('a service with a process runs', () => {
  const sinceMs = Date.UTC(2026, 10, 22, 19, 19, 2, 500);
  expect(statusOf(unit)).toEqual({state: 'running', pid: 42, sinceMs, memoryBytes: 4096, restarts: 1});
  expect(endedAtMs(unit)).toBeUndefined();
});

test('memory that nobody counts is not told', () => {
  for (const MemoryCurrent of ['[not set]', '18446744073709551615', ''])
    expect(statusOf({...unit, MemoryCurrent})).not.toHaveProperty('memoryBytes');
});

test('a service that waits for its next start is restarting', () => {
  expect(statusOf({...ended, ActiveState: 'activating', SubState: 'auto-restart'})).toEqual({
    state: 'restarting',
    restarts: 1,
  });
});

test('a service has exited when it ended well, or is not to be started again', () => {
  const inactive = {...ended, ActiveState: 'inactive', ExecMainCode: '1'};
  expect(statusOf(inactive)).toEqual({state: 'exited', code: 0, signal: null, atMs});
  const killed = {...ended, ActiveState: 'failed', Restart: 'no', ExecMainCode: '2', ExecMainStatus: '9'};
  expect(statusOf(killed)).toEqual({state: 'exited', code: null, signal: 'SIGKILL', atMs});
  expect(endedAtMs(killed)).toBe(atMs);
});

test('a service that was started again too often has failed; the start that was refused is not one', () => {
  const failed = {...ended, ActiveState: 'failed', ExecMainCode: '1', ExecMainStatus: '3', NRestarts: '3'};
  expect(statusOf(failed)).toEqual({state: 'failed', restarts: 2, code: 3, signal: null});
});

test('what systemd does not know, or never started, is stopped', () => {
  expect(statusOf({...ended, LoadState: 'not-found', ActiveState: 'inactive'})).toEqual({state: 'stopped'});
  expect(statusOf({...ended, ActiveState: 'inactive', ExecMainExitTimestamp: ''})).toEqual({state: 'stopped'});
});
