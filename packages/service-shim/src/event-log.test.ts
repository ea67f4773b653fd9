import {expect, test} from 'vitest';
import {parseEventLog} from './event-log.ts';
import {explainCode, statusOf} from './service-status.ts';

const SHIM = 'shim id-1 10 100 boot-1 /var/log/with space.log\n';
const clock = {bootTimeMs: 1_000_000, tickMs: 10, pageBytes: 4096};

test('no events, or a first line that is not finished, are no record', () => {
  expect(parseEventLog('')).toBeUndefined();
  expect(parseEventLog('shim id-1 10 100 boot-1 /log')).toBeUndefined();
});

test('a shim that has not yet started its service is starting', () => {
  expect(parseEventLog(SHIM)).toEqual({
    id: 'id-1',
    bootId: 'boot-1',
    shim: {pid: 10, startTicks: 100},
    logFile: '/var/log/with space.log',
    restarts: 0,
    state: 'starting',
  });
});

test('the latest line says what is, and a torn last line is ignored', () => {
  const text = `${SHIM}run 11 110 0\nagain 3 500 1\nrun 12 120 1\nended 0 6`;
  expect(parseEventLog(text)).toMatchObject({state: 'running', service: {pid: 12, startTicks: 120}, restarts: 1});
  expect(parseEventLog(`${text}00 1\n`)).toMatchObject({state: 'ended', code: 0, endedAt: 600});
});

test('words of a later version are passed over', () => {
  expect(parseEventLog(`${SHIM}run 11 110 0\nnews 1 2 3\n`)?.state).toBe('running');
});

test('a service that ended has exited, at a time since the boot', () => {
  const log = parseEventLog(`${SHIM}run 11 110 0\nended 7 500 0\n`)!;
  expect(statusOf(log, undefined, clock)).toEqual({state: 'exited', code: 7, signal: null, atMs: 1_005_000});
});

test('a service that was restarted too often has failed', () => {
  const log = parseEventLog(`${SHIM}run 11 110 2\nfailed 139 500 2\n`)!;
  expect(statusOf(log, undefined, clock)).toEqual({state: 'failed', restarts: 2, code: null, signal: 'SIGSEGV'});
});

test('exit codes above 128 are signals only where there is such a signal', () => {
  expect(explainCode(137)).toEqual({code: null, signal: 'SIGKILL'});
  expect(explainCode(255)).toEqual({code: 255, signal: null});
  expect(explainCode(undefined)).toEqual({code: null, signal: null});
});
