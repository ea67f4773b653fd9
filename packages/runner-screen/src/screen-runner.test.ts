import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ServiceSpec, StopPolicy} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import {ScreenRunner} from './screen-runner.ts';
import {installScreen} from './testing/install-screen.ts';
import {openTerminal, type Terminal} from './testing/terminal.ts';

vi.setConfig({testTimeout: 60_000});
const STOP: StopPolicy = {signal: 'SIGTERM', graceMs: 3000};
const host = createTestHost();
const runner = new ScreenRunner(host);
const terminals: Terminal[] = [];
let directory: string;

beforeAll(() => installScreen(host), 300_000);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'screen $HOME "x'));
  for (const name of ['run', 'run/test']) await host.makeDirectory(join(directory, name), {mode: 0o700});
});

afterEach(async () => {
  for (const terminal of terminals.splice(0)) terminal.close();
  for (const id of ['test/a', 'test/ab']) {
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
    env: {PATH: '/usr/bin:/bin', SECRET: "it's\na secret"},
    logFile: join(directory, `${encodeURIComponent(changes.id ?? 'test/a')}.log`),
    runDirectory: join(directory, 'run/test'),
    stop: STOP,
    restart: {when: 'always', limit: 3, windowMs: 60_000},
    ...changes,
  };
}

const session = () => join(directory, 'run/screen');

async function attach(id = 'test/a'): Promise<Terminal> {
  const handle = await runner.recover(specOf('', {id}));
  const terminal = openTerminal(runner.attach(handle!));
  terminals.push(terminal);
  return terminal;
}

/** Pid of the server of screen. */
async function findServer(): Promise<number> {
  const names = await readdir(session());
  return Number.parseInt(names.find((name) => name.endsWith('.devstack'))!, 10);
}

const stateOf = async (id = 'test/a') => {
  const handle = await runner.recover(specOf('', {id}));
  return handle === undefined ? undefined : await runner.status(handle);
};

describe('in its window', () => {
  test('a service shows its log, Ctrl-C ends it, and up-arrow and Enter start it again as it was', async () => {
    const script = 'trap "echo interrupted; exit 0" INT; echo "begun $SECRET in $(pwd)"; while :; do sleep 0.05; done';
    const handle = await runner.start(specOf(script));
    const first = await runner.status(handle);
    const terminal = await attach();
    await terminal.until(/begun it's\s+a secret/);
    terminal.type('\x03');
    await terminal.until(/interrupted[\s\S]*It was stopped\.[\s\S]*\[test\/a\]/);
    expect(await runner.status(handle)).toEqual({state: 'stopped'});
    expect(await runner.pids(handle)).toEqual([]);

    terminal.forget();
    terminal.type('\x1b[A\r');
    await terminal.until(/begun it's\s+a secret/);
    const second = await runner.status(handle);
    expect(second).toMatchObject({state: 'running', restarts: 0});
    expect(second).not.toMatchObject({pid: (first as {pid: number}).pid});
    expect(await runner.recover(specOf(''))).toEqual(handle);
    expect(await runner.start(specOf(script))).toEqual(handle);
    expect(await runner.status(handle)).toMatchObject({pid: (second as {pid: number}).pid});
    await runner.stop(handle, STOP);
    expect(await runner.status(handle)).toEqual({state: 'stopped'});
  });

  test('a service that waits to be started again is not, after Ctrl-C', async () => {
    const handle = await runner.start(specOf('echo attempt; exit 1'));
    const terminal = await attach();
    await expect.poll(() => stateOf(), {timeout: 5000}).toMatchObject({state: 'restarting', restarts: 2});
    terminal.type('\x03');
    await terminal.until(/It was stopped/);
    expect(await runner.status(handle)).toEqual({state: 'stopped'});
  });

  test('a service that failed says so, and a command that was edited is what runs then', async () => {
    const handle = await runner.start(specOf('exit 3', {restart: {when: 'always', limit: 0, windowMs: 60_000}}));
    const terminal = await attach();
    await terminal.until(/It has failed: .* exit code 3/);
    expect(await runner.status(handle)).toMatchObject({state: 'failed', code: 3});
    terminal.type('run sleep 100\r');
    await expect.poll(() => stateOf()).toMatchObject({state: 'running'});
  });

  test('a service whose name begins with that of another is not taken for it', async () => {
    await runner.start(specOf('echo "this is ab"; exec sleep 100', {id: 'test/ab'}));
    await runner.start(specOf('echo "this is a"; exec sleep 100'));
    await (await attach('test/a')).until(/this is a\s/);
    await (await attach('test/ab')).until(/this is ab/);
  });
});

describe('a session', () => {
  test('is private, and goes with its last window, whatever else is in it', async () => {
    const handle = await runner.start(specOf('exec sleep 100'));
    expect((await stat(session())).mode & 0o777).toBe(0o700);
    const terminal = await attach();
    await terminal.until(/run \/bin\/sh/);
    terminal.type('\x01c');
    await terminal.until(/1 bash/);
    const server = await findServer();
    await runner.stop(handle, STOP);
    expect(await readdir(join(directory, 'run'))).toEqual(['test']);
    await expect.poll(() => host.stat(`/proc/${server}/fd/0`)).toBeUndefined();
  });

  test.each([
    ['is told to quit', async () => void (await screen('-X', 'quit'))],
    ['is killed', async () => void process.kill(await findServer(), 'SIGKILL')],
  ])('that %s ends its services in good order, and they can be started again', async (_, end) => {
    const script = 'trap "echo ended well; exit 0" TERM; echo begun; while :; do sleep 0.05; done';
    const handle = await runner.start(specOf(script));
    await expect.poll(() => readFile(specOf('').logFile, 'utf8')).toBe('begun\n');
    await end();
    await expect.poll(() => stateOf(), {timeout: 5000}).toEqual({state: 'stopped'});
    expect(await readFile(specOf('').logFile, 'utf8')).toMatch(/begun\n.*ended well\n$/s);
    const again = await runner.start(specOf('exec sleep 100'));
    expect(await runner.status(again)).toMatchObject({state: 'running'});
    expect(again.data.id).not.toBe(handle.data.id);
    await (await attach()).until(/run \/bin\/sh/);
  });

  test('of an earlier boot is wiped', async () => {
    await runner.start(specOf('exec sleep 100'));
    const record = join(session(), 'windows/test+a');
    const server = await findServer();
    process.kill(server, 'SIGKILL');
    await expect.poll(() => stateOf(), {timeout: 5000}).toEqual({state: 'stopped'});
    await host.writeFile(record, `window ${process.pid} 1 another-boot 0\n`, {mode: 0o600});
    await runner.start(specOf('exec sleep 100'));
    expect((await readdir(session())).filter((name) => name.endsWith('.devstack'))).toHaveLength(1);
    expect(await findServer()).not.toBe(server);
  });
});

test('a window that was closed takes its service along, and a start opens another', async () => {
  const handle = await runner.start(specOf('exec sleep 100'));
  await runner.start(specOf('exec sleep 100', {id: 'test/ab'}));
  await screen('-p', 'test/a', '-X', 'kill');
  await expect.poll(() => runner.status(handle), {timeout: 5000}).toEqual({state: 'stopped'});
  expect(await stateOf('test/ab')).toMatchObject({state: 'running'});
  await runner.start(specOf('echo here; exec sleep 100'));
  await (await attach()).until(/here/);
});

test('a session directory that is too long for a socket is refused', async () => {
  const runDirectory = join(directory, 'long'.repeat(30), 'test');
  await expect(runner.start(specOf('exit', {runDirectory}))).rejects.toThrow(/too long for a socket of screen/);
});

test('without screen, the packages of the distro file are what is missing', async () => {
  const bare = {...host, which: async (name: string) => (name === 'screen' ? undefined : host.which(name))};
  expect(await new ScreenRunner(bare).probe()).toMatchObject({
    usable: false,
    why: "there is no program 'screen'",
    packaged: true,
  });
});

async function screen(...args: readonly string[]) {
  return host.run(['screen', '-S', 'devstack', ...args], {env: {SCREENDIR: session()}, accept: [0, 1]});
}
