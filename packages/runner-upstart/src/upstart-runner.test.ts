import {mkdir, mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Handle, ServiceSpec, StopPolicy} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {type StandIn, startStandIn} from './testing/start-stand-in.ts';
import {UpstartRunner} from './upstart-runner.ts';

const STOP: StopPolicy = {signal: 'SIGTERM', graceMs: 3000};
const host = createTestHost();
let upstart: StandIn;
let runner: UpstartRunner;
let directory: string;

beforeAll(async () => {
  upstart = await startStandIn();
  runner = new UpstartRunner(host, upstart.options);
});
afterAll(() => upstart.dispose());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'upstart-runner-'));
  await mkdir(join(directory, 'run'));
});
afterEach(async () => {
  const handle = await runner.recover(specOf());
  if (handle !== undefined) await runner.stop(handle, {...STOP, graceMs: 100});
  await rm(directory, {recursive: true});
});

function specOf(changes: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    id: 'nova/api',
    argv: ['/bin/sleep', '100'],
    cwd: directory,
    env: {PATH: '/usr/bin:/bin'},
    logFile: join(directory, 'api.log'),
    runDirectory: join(directory, 'run'),
    stop: STOP,
    restart: {when: 'on-failure', limit: 2, windowMs: 60_000},
    ...changes,
  };
}

async function initctl(...words: string[]): Promise<string> {
  return (await host.run([String(upstart.options.initctl), ...words], {accept: [0, 1]})).stdout;
}

async function pidOf(handle: Handle): Promise<number> {
  const status = await runner.status(handle);
  if (status.state !== 'running') throw new Error(`the service is ${status.state}`);
  return status.pid;
}

const jobOf = ({data}: Handle): string => String(data.job);
const jobFiles = () => readdir(join(upstart.directory, 'init'));

describe('a job file', () => {
  test('is there for its owner as long as the service is, and then nothing of the job is', async () => {
    const handle = await runner.start(specOf());
    expect(await jobFiles()).toEqual([`${jobOf(handle)}.conf`]);
    expect((await stat(String(handle.data.jobFile))).mode & 0o777).toBe(0o600);
    expect(await initctl('list')).toMatch(/^devstack-nova-api-\w+ start\/running, process \d+\n$/);
    await runner.stop(handle, STOP);
    expect(await jobFiles()).toEqual([]);
    expect(await readdir(join(upstart.directory, 'log'))).toEqual([]);
    expect(await initctl('list')).toBe('');
  });

  test('follows the service: the next start runs what is declared now', async () => {
    const handle = await runner.start(specOf());
    const before = await readFile(String(handle.data.jobFile), 'utf8');
    await runner.start(specOf());
    expect(await readFile(String(handle.data.jobFile), 'utf8')).toBe(before);
    await initctl('stop', jobOf(handle));
    await runner.start(specOf({argv: ['/bin/sleep', '101']}));
    const command = async () => readFile(`/proc/${await pidOf(handle)}/cmdline`, 'utf8');
    await expect.poll(command).toBe('/bin/sleep\x00101\x00');
    expect(await jobFiles()).toEqual([`${jobOf(handle)}.conf`]);
  });
});

describe('by hand', () => {
  test('a job that is stopped has stopped, and one that is started runs', async () => {
    const handle = await runner.start(specOf());
    const first = await pidOf(handle);
    expect(await initctl('stop', jobOf(handle))).toContain('stop/waiting');
    expect(await runner.status(handle)).toEqual({state: 'stopped'});
    await initctl('start', jobOf(handle));
    await expect.poll(() => runner.status(handle)).toMatchObject({state: 'running', restarts: 0});
    expect(await pidOf(handle)).not.toBe(first);
    await initctl('restart', jobOf(handle));
    await expect.poll(() => runner.status(handle)).toMatchObject({state: 'running'});
  });

  test('events start and stop the services of a component, and all', async () => {
    const handle = await runner.start(specOf());
    for (const [stop, start] of [
      ['nova_stop', 'all_os_start'],
      ['all_os_stop', 'nova_start'],
    ] as const) {
      await initctl('emit', stop);
      expect(await runner.status(handle)).toEqual({state: 'stopped'});
      await initctl('emit', start);
      await expect.poll(() => runner.status(handle)).toMatchObject({state: 'running'});
      await initctl('emit', 'glance_stop');
      await pidOf(handle);
    }
  });

  test('what a stopped service left behind is ended too', async () => {
    const script = '(setsid sh -c "echo >left; exec sleep 100" &); exec sleep 100';
    const handle = await runner.start(specOf({argv: ['/bin/sh', '-c', script], stop: {...STOP, graceMs: 1000}}));
    await expect.poll(() => stat(join(directory, 'left')).catch(() => undefined)).toBeDefined();
    await initctl('stop', jobOf(handle));
    await expect.poll(() => runner.pids(handle), {timeout: 10_000}).toEqual([]);
  });
});

test('a service that ends too often has failed; started by hand it is as new', async () => {
  const handle = await runner.start(
    specOf({argv: ['/bin/sh', '-c', '[ -e mended ] && exec sleep 100; seq 30; exit 3']}),
  );
  await expect
    .poll(() => runner.status(handle), {timeout: 15_000})
    .toEqual({state: 'failed', restarts: 2, code: 3, signal: null});
  const last: string[] = [];
  for await (const {text} of runner.logs(handle, {tail: 20})) last.push(text);
  expect(last).toEqual([...Array(20).keys()].map((index) => String(index + 11)));
  await host.writeFile(join(directory, 'mended'), '', {mode: 0o600});
  await initctl('start', jobOf(handle));
  await expect.poll(() => runner.status(handle)).toMatchObject({state: 'running', restarts: 0});
});

test('where the configuration forbids it, nothing is started again', async () => {
  const calm = new UpstartRunner(host, {...upstart.options, respawn: false});
  expect(calm.capabilities.restarts).toBe(false);
  const handle = await calm.start(specOf({argv: ['/bin/sh', '-c', 'exit 3']}));
  await expect.poll(() => calm.status(handle)).toMatchObject({state: 'exited', code: 3});
});

test('a service outlives an upstart that is gone: it is found again, and ended', async () => {
  const handle = await runner.start(specOf());
  const pid = await pidOf(handle);
  await upstart.kill();
  expect(await pidOf(handle)).toBe(pid);
  await upstart.revive();
  expect(await runner.start(specOf())).toEqual(handle);
  expect(await pidOf(handle)).toBe(pid);
  await runner.stop(handle, STOP);
  expect(await runner.pids(handle)).toEqual([]);
  expect(await jobFiles()).toEqual([]);
});

test('a service whose shim was killed does not run twice, and not without one', async () => {
  for (const when of ['on-failure', 'never'] as const) {
    const handle = await runner.start(specOf({restart: {...specOf().restart, when}}));
    const first = await pidOf(handle);
    const [, shim] = /process (\d+)/.exec(await initctl('status', jobOf(handle))) ?? [];
    process.kill(Number(shim), 'SIGKILL');
    await expect.poll(() => runner.pids(handle), {timeout: 10_000}).not.toContain(first);
    if (when === 'never') await expect.poll(() => runner.status(handle)).toMatchObject({state: 'exited'});
    else await expect.poll(() => runner.status(handle)).toMatchObject({state: 'running', restarts: 1});
    expect(await runner.pids(handle)).toHaveLength(when === 'never' ? 0 : 1);
    await runner.stop(handle, STOP);
  }
});

test('the log of another runner is continued, and is a plain file again afterwards', async () => {
  await host.writeFile(join(directory, 'api.log'), 'before\n', {mode: 0o600});
  const handle = await runner.start(specOf({argv: ['/bin/sh', '-c', 'echo after; exec sleep 100']}));
  await expect.poll(() => readFile(join(directory, 'api.log'), 'utf8')).toBe('before\nafter\n');
  await runner.stop(handle, STOP);
  expect((await host.stat(join(directory, 'api.log')))?.type).toBe('file');
  expect(await readFile(join(directory, 'api.log'), 'utf8')).toBe('before\nafter\n');
});

test('what stands in the way of a start is said', async () => {
  const starting = (changes: Partial<ServiceSpec>) => runner.start(specOf(changes));
  await expect(starting({cwd: '/no/where'})).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_RUNNER',
    message: expect.stringMatching(/^cannot start nova\/api as job devstack-nova-api-\w+: Job failed to start$/),
  });
  await expect(starting({env: {'A-B': ''}})).rejects.toThrow("'A-B' is not a name for an environment variable");
});

describe('the runner can be used', () => {
  const probe = (options: Record<string, string>) => new UpstartRunner(host, {...upstart.options, ...options}).probe();

  test('where an upstart answers and its directories are ours', async () => {
    expect(await probe({})).toEqual({usable: true});
  });

  test('and else says why not and what to do', async () => {
    const initctlOf = async (name: string, script: string) => {
      const initctl = join(directory, name);
      await host.writeFile(initctl, `#!/bin/sh\n${script}\n`, {mode: 0o755});
      return {initctl};
    };
    const fix = expect.stringContaining('--runner fork');
    expect(await probe({initctl: '/no/initctl'})).toEqual({usable: false, why: 'there is no /no/initctl', fix});
    const mute = await initctlOf('mute', 'exit 1');
    expect(await probe(mute)).toEqual({usable: false, why: `${mute.initctl} reaches no upstart`, fix});
    const old = await initctlOf('old', "echo 'init (upstart 0.6.5)'");
    expect(await probe(old)).toEqual({usable: false, why: 'upstart 0.6 is older than 1.4', fix});
    expect(await probe({job_directory: '/no/where'})).toEqual({
      usable: false,
      why: 'there is no directory /no/where',
      fix: expect.stringContaining('upstart.job_directory'),
    });
  });
});
