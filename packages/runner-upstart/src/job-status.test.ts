import {expect, test} from 'vitest';
import {parseJobState, parseVersion, reasonOf} from './initctl-output.ts';
import {statusOfJob} from './job-status.ts';

const ended = (code: number) => ({state: 'exited', code, signal: null}) as const;
const waiting = parseJobState('svc stop/waiting\n');

test('what upstart says of a job is its goal and its state', () => {
  expect(waiting).toEqual({goal: 'stop', state: 'waiting'});
  expect(parseJobState('svc start/running, process 15\n')).toEqual({goal: 'start', state: 'running'});
  expect(parseJobState('svc (x) start/post-stop, process 15\n\tpost-stop process 16\n')).toEqual({
    goal: 'start',
    state: 'post-stop',
  });
  expect(parseJobState('')).toBeUndefined();
});

test('the version and the reasons are read without what stands around them', () => {
  expect(parseVersion('init (upstart 1.13.2)\n')).toEqual([1, 13]);
  expect(parseVersion('systemd 252')).toBeUndefined();
  expect(reasonOf('initctl: Unknown job: x\n')).toBe('Unknown job: x');
});

test('a job at rest has failed when its service was to be started again, and has else exited', () => {
  expect(statusOfJob(ended(3), waiting, {when: 'on-failure'}, 2)).toEqual({
    state: 'failed',
    restarts: 2,
    code: 3,
    signal: null,
  });
  expect(statusOfJob(ended(0), waiting, {when: 'always'}, 2)).toMatchObject({state: 'failed'});
  expect(statusOfJob(ended(0), waiting, {when: 'on-failure'}, 0)).toEqual(ended(0));
  expect(statusOfJob(ended(3), waiting, {when: 'never'}, 0)).toEqual(ended(3));
  expect(statusOfJob({state: 'stopped'}, waiting, {when: 'always'}, 0)).toEqual({state: 'stopped'});
});

test('a job that upstart wants to run is about to run again', () => {
  const pause = parseJobState('svc start/post-stop, process 15');
  expect(statusOfJob(ended(3), pause, {when: 'always'}, 1)).toEqual({state: 'restarting', restarts: 2});
  expect(statusOfJob({state: 'stopped'}, pause, {when: 'always'}, 0)).toEqual({state: 'restarting', restarts: 0});
});

test('a service whose process lives runs, whatever upstart knows of it', () => {
  const running = {state: 'running', pid: 5, sinceMs: 1} as const;
  expect(statusOfJob(running, undefined, {when: 'always'}, 0)).toEqual(running);
});
