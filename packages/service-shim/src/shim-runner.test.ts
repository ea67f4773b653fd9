import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Handle, ServiceSpec, StopPolicy} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {parseEventLog} from './event-log.ts';
import {scanCommand} from './process-commands.ts';
import {isAlive, parseScan, parseStats} from './process-output.ts';
import {SERVICE_MARK, SHIM_MARK} from './shim-commands.ts';
import {ShimRunner} from './shim-runner.ts';

const STOP: StopPolicy = {signal: 'SIGTERM', graceMs: 3000};
const host = createTestHost();
const runner = new ShimRunner(host, 'test');
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shim-runner-'));
});

afterEach(async () => {
  for (const id of ['test/a', 'test/b']) {
    const handle = await runner.recover(specOf('', {id}));
    if (handle !== undefined) await runner.stop(handle, {...STOP, graceMs: 100});
  }
  await rm(directory, {recursive: true});
});

function specOf(script: string, changes: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    id: 'test/a',
    argv: ['/bin/sh', '-c', script],
    cwd: directory,
    env: {PATH: '/usr/bin:/bin'},
    logFile: join(directory, 'a.log'),
    runDirectory: directory,
    stop: STOP,
    restart: {when: 'never', limit: 0, windowMs: 60_000},
    ...changes,
  };
}

async function eventsOf({data}: Handle) {
  const log = parseEventLog(await readFile(join(String(data.directory), 'events'), 'utf8'));
  if (log === undefined) throw new Error('there are no events');
  return log;
}

/** Everything that bears the service's marks: shims, their helpers, services. */
async function markedOf({data}: Handle): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const {stdout} = await host.run(scanCommand([SERVICE_MARK, SHIM_MARK], pids), {accept: [0, 1, 2]});
  const {marks} = parseScan(stdout);
  return [SERVICE_MARK, SHIM_MARK].flatMap((mark) => marks.get(`${mark}=${data.id}`) ?? []);
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const [stat] = parseStats(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
    if (stat === undefined || !isAlive(stat)) return;
    await sleep(10);
  }
}

test('nothing is left of a stopped service, not even its shim', async () => {
  const handle = await runner.start(specOf('sleep 100 & wait'));
  expect((await markedOf(handle)).length).toBeGreaterThanOrEqual(4);
  await runner.stop(handle, STOP);
  expect(await markedOf(handle)).toEqual([]);
  expect(await readdir(String(handle.data.directory))).not.toContain('events');
});

test('nothing is left of a service that ended, not even its shim', async () => {
  const handle = await runner.start(specOf('exit 0'));
  await expect.poll(() => markedOf(handle), {timeout: 5000}).toEqual([]);
  expect(await runner.status(handle)).toMatchObject({state: 'exited', code: 0});
});

describe('when the shim was killed', () => {
  test('the service goes on, is found by a start, and can be stopped', async () => {
    const handle = await runner.start(specOf('exec sleep 100'));
    const {shim, service} = await eventsOf(handle);
    process.kill(shim.pid, 'SIGKILL');
    await untilGone(shim.pid);
    expect(await runner.status(handle)).toMatchObject({state: 'running', pid: service?.pid});
    expect(await runner.start(specOf('exec sleep 100'))).toEqual(handle);
    await runner.stop(handle, STOP);
    expect(await markedOf(handle)).toEqual([]);
  });

  test('a service that then ends has exited, and what it left is ended by the next start', async () => {
    const handle = await runner.start(specOf('(setsid sleep 100 &); exec sleep 101'));
    const {shim, service} = await eventsOf(handle);
    process.kill(shim.pid, 'SIGKILL');
    await untilGone(shim.pid);
    process.kill(service!.pid, 'SIGKILL');
    await untilGone(service!.pid);
    expect(await runner.status(handle)).toEqual({state: 'exited', code: null, signal: null});
    const next = await runner.start(specOf('exec sleep 100'));
    expect((await runner.pids(handle)).length).toBe(1);
    expect(next.data.id).not.toBe(handle.data.id);
  });
});

test('a service of an earlier boot has stopped with it, whatever its pid is now', async () => {
  const handle = await runner.start(specOf('exec sleep 100'));
  const later = {...host, facts: async () => ({...(await host.facts()), bootId: 'another'})};
  expect(await new ShimRunner(later, 'test').status(handle)).toEqual({state: 'stopped', reason: 'reboot'});
});

test('a start completes a stop that was interrupted', async () => {
  const handle = await runner.start(specOf("trap '' TERM; while :; do sleep 0.05; done"));
  const dying = {
    ...host,
    run: async (...args: Parameters<typeof host.run>) => {
      if (args[0].includes('signal')) throw new Error('killed');
      return host.run(...args);
    },
  };
  await expect(new ShimRunner(dying, 'test').stop(handle, STOP)).rejects.toThrow('killed');
  const next = await runner.start(specOf('exec sleep 100', {stop: {...STOP, graceMs: 100}}));
  expect(next.data.id).not.toBe(handle.data.id);
  expect(await markedOf(handle)).toEqual([]);
  expect(await runner.status(next)).toMatchObject({state: 'running'});
});

test('a process that cannot be ended is an error that names it', async () => {
  const handle = await runner.start(specOf('exec sleep 100'));
  const deaf = {
    ...host,
    run: (...args: Parameters<typeof host.run>) =>
      args[0].includes('signal') ? Promise.resolve({code: 0, stdout: '', stderr: ''}) : host.run(...args),
  };
  const stopping = new ShimRunner(deaf, 'test').stop(handle, {...STOP, graceMs: -9000});
  await expect(stopping).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_SERVICE_STOP',
    message: expect.stringMatching(/^cannot stop test\/a: SIGKILL did not end .*\(pid \d+, state S\)/),
  });
});

test('what stands in the way of a start is said', async () => {
  const starting = (changes: Partial<ServiceSpec>) => runner.start(specOf('exit', changes));
  const error = (message: string) => ({code: 'DEVSTACK_ERR_RUNNER', message: `cannot start test/a: ${message}`});
  await expect(starting({cwd: '/no/where'})).rejects.toMatchObject(error('cannot enter directory /no/where'));
  await expect(starting({argv: ['/no/thing']})).rejects.toMatchObject(error('/no/thing is not a program'));
  await expect(starting({argv: ['nothing-like-it']})).rejects.toMatchObject(
    error('there is no program nothing-like-it on the PATH of the service'),
  );
  await expect(starting({logFile: '/no/where/log'})).rejects.toMatchObject(error('cannot write /no/where/log'));
  await expect(starting({env: {'A-B': ''}})).rejects.toMatchObject(
    error("'A-B' is not a name for an environment variable"),
  );
});

describe('the log of a service', () => {
  test('is read back across rotations, and only since a moment when asked', async () => {
    const lines = (...hours: number[]) => hours.map((hour) => `2026-01-01T0${hour}:00:00Z ${hour}\n`).join('');
    for (const [name, text] of Object.entries({'a.log.2': lines(1, 2), 'a.log.1': lines(3, 4), 'a.log': lines(5)})) {
      await host.writeFile(join(directory, name), text, {mode: 0o600});
    }
    const handle = await runner.start(specOf('exit'));
    const read = async (options: {tail?: number; sinceMs?: number}) => {
      const found: string[] = [];
      for await (const {text} of runner.logs(handle, options)) found.push(text.at(-1)!);
      return found.join('');
    };
    expect(await read({})).toBe('12345');
    expect(await read({tail: 2})).toBe('45');
    expect(await read({sinceMs: Date.parse('2026-01-01T03:30:00Z')})).toBe('45');
  });

  test('is copied and emptied when it is too large, while the service writes on', async () => {
    const handle = await runner.start(
      specOf('seq 1 1000; until [ -e go ]; do sleep 0.05; done; echo after; exec sleep 9'),
    );
    const [shim] = (await readdir(directory)).filter((name) => name.startsWith('shim-'));
    const file = join(directory, 'a.log');
    await expect.poll(() => readFile(file, 'utf8')).toMatch(/\n1000\n/);
    const rotate = (bytes: number) => host.run(['sh', join(directory, shim!), 'rotate', file, String(bytes), '3']);
    await rotate(1_000_000);
    expect(await readdir(directory)).not.toContain('a.log.1');
    await rotate(1024);
    await host.writeFile(join(directory, 'go'), '', {mode: 0o600});
    await expect.poll(() => readFile(file, 'utf8')).toBe('after\n');
    const last: string[] = [];
    for await (const {text} of runner.logs(handle, {tail: 3})) last.push(text);
    expect(last).toEqual(['999', '1000', 'after']);
  });
});

test('a command killed at any moment of a start neither loses nor doubles the service', async () => {
  const program = `
    import {ShimRunner} from ${JSON.stringify(new URL('./shim-runner.ts', import.meta.url).href)};
    import {createTestHost} from '@devstack/sdk/testing';
    const runner = new ShimRunner(createTestHost(), 'test');
    process.stdout.write('ready');
    await runner.start(JSON.parse(process.argv[1]));
    setInterval(() => {}, 1000);`;
  for (const delayMs of [0, 8, 16, 24, 40]) {
    const spec = specOf('exec sleep 100', {id: 'test/b'});
    const node = ['--conditions', 'devstack-source', '--input-type=module', '-e', program, JSON.stringify(spec)];
    const cli = spawn(process.execPath, node, {stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname});
    await once(cli.stdout, 'data');
    await sleep(delayMs);
    cli.kill('SIGKILL');
    const handle = await runner.start(spec);
    await expect.poll(() => runner.status(handle)).toMatchObject({state: 'running'});
    expect(await runner.pids(handle)).toHaveLength(1);
    await runner.stop(handle, STOP);
    expect(await markedOf(handle)).toEqual([]);
  }
});
