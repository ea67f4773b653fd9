import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ServiceSpec} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {ForkRunner} from './fork-runner.ts';

const COUNT = 200;

test('two hundred services start in parallel, answer together, and leave nothing', {timeout: 180_000}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'many-services-'));
  const host = createTestHost();
  const runner = new ForkRunner(host);
  const specs = [...Array(COUNT).keys()].map(
    (index): ServiceSpec => ({
      id: `many/number-${index}`,
      argv: ['/bin/sleep', '1000'],
      cwd: '/',
      env: {PATH: '/usr/bin:/bin', MANY: directory},
      logFile: join(directory, `${index}.log`),
      runDirectory: directory,
      stop: {signal: 'SIGTERM', graceMs: 20_000},
      restart: {when: 'never', limit: 0, windowMs: 60_000},
    }),
  );
  const living = async (): Promise<number> => {
    const script = 'grep -lsa "MANY=$1" /proc/[0-9]*/environ | wc -l';
    return Number((await host.run(['sh', '-c', script, 'sh', directory])).stdout);
  };
  try {
    const handles = await Promise.all(specs.map((spec) => runner.start(spec)));
    await expect.poll(living).toBe(COUNT);
    const later = new ForkRunner(createTestHost());
    const begun = performance.now();
    const all = await Promise.all(handles.map((handle) => later.status(handle)));
    const tookMs = performance.now() - begun;
    expect(new Set(all.map((status) => (status.state === 'running' ? status.pid : status.state))).size).toBe(COUNT);
    // 160 ms were seen on two cores that had ten other things to do.
    expect(tookMs).toBeLessThan(1500);
    await Promise.all(handles.map((handle, index) => runner.stop(handle, specs[index]!.stop)));
    expect(await living()).toBe(0);
  } finally {
    await host.run([
      'sh',
      '-c',
      'grep -lsa "MANY=$1" /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r kill -9',
      'sh',
      directory,
    ]);
    await rm(directory, {recursive: true});
  }
});
