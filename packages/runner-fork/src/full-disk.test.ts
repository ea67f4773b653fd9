import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {ServiceSpec} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {ForkRunner} from './fork-runner.ts';

test('a service whose log is on a full disk goes on, and can be stopped', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'full-disk-'));
  const runner = new ForkRunner(createTestHost());
  const spec: ServiceSpec = {
    id: 'test/full',
    argv: ['/bin/sh', '-c', 'echo lost; echo lost >&2; sleep 0.2; exec sleep 100'],
    cwd: '/',
    env: {PATH: '/usr/bin:/bin'},
    logFile: '/dev/full',
    runDirectory: directory,
    stop: {signal: 'SIGTERM', graceMs: 3000},
    restart: {when: 'on-failure', limit: 1, windowMs: 60_000},
  };
  const handle = await runner.start(spec);
  await sleep(600);
  expect(await runner.status(handle)).toMatchObject({state: 'running', restarts: 0});
  await runner.stop(handle, spec.stop);
  expect(await runner.pids(handle)).toEqual([]);
  await rm(directory, {recursive: true});
});
