import {execFile} from 'node:child_process';
import {readFile, rm, stat, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {type StandIn, startStandIn} from './start-stand-in.ts';

const run = promisify(execFile);
let upstart: StandIn;
beforeAll(async () => {
  upstart = await startStandIn();
});
afterAll(() => upstart.dispose());

async function initctl(...words: string[]): Promise<{code: number; stdout: string; stderr: string}> {
  try {
    return {code: 0, ...(await run(path.join(upstart.directory, 'initctl'), words))};
  } catch (error) {
    return error as {code: number; stdout: string; stderr: string};
  }
}

const file = (name: string): string => path.join(upstart.directory, 'init', `${name}.conf`);
const log = (name: string): string => path.join(upstart.directory, 'log', `${name}.log`);
const RUNNING = /^svc start\/running, process (\d+)\n$/;

/** The job with which the real one was asked. */
const SVC = `start on (all_os_start or keystone_start)
stop on (all_os_stop or keystone_stop)
respawn
respawn limit 3 10
kill timeout 5
chdir /tmp
env FOO="a b'c"
umask 0077
`;

async function define(name: string, text: string): Promise<void> {
  await writeFile(file(name), text);
  await initctl('reload-configuration');
}

beforeEach(async () => {
  await initctl('stop', 'svc');
  await define('svc', `${SVC}exec sh -c 'echo "$FOO" "$PWD" $(umask); exec sleep 100'\n`);
});

describe('answers as upstart 1.13.2 does:', () => {
  test('version', async () => {
    expect(await initctl('version')).toEqual({code: 0, stdout: 'init (upstart 1.13.2)\n', stderr: ''});
  });

  test('a job that does not run', async () => {
    expect((await initctl('list')).stdout).toBe('svc stop/waiting\n');
    expect(await initctl('status', 'svc')).toMatchObject({code: 0, stdout: 'svc stop/waiting\n'});
    for (const command of ['stop', 'restart'])
      expect(await initctl(command, 'svc')).toMatchObject({
        code: 1,
        stdout: '',
        stderr: 'initctl: Unknown instance: \n',
      });
  });

  test('a job that runs', async () => {
    const {stdout} = await initctl('start', 'svc');
    expect(stdout).toMatch(RUNNING);
    expect((await initctl('list')).stdout).toBe(stdout);
    expect((await initctl('status', 'svc')).stdout).toBe(stdout);
    expect(await initctl('start', 'svc')).toMatchObject({code: 1, stderr: 'initctl: Job is already running: svc\n'});
    const restarted = await initctl('restart', 'svc');
    expect(restarted.stdout).toMatch(RUNNING);
    expect(restarted.stdout).not.toBe(stdout);
    expect(await initctl('stop', 'svc')).toMatchObject({code: 0, stdout: 'svc stop/waiting\n'});
  });

  test('a job that there is not', async () => {
    for (const command of ['start', 'stop', 'restart', 'status'])
      expect(await initctl(command, 'nosuch')).toMatchObject({code: 1, stderr: 'initctl: Unknown job: nosuch\n'});
  });

  test('events start and stop the jobs that wait for them, and nobody minds the others', async () => {
    for (const [start, stop] of [
      ['keystone_start', 'all_os_stop'],
      ['all_os_start', 'keystone_stop'],
    ] as const) {
      expect(await initctl('emit', start)).toMatchObject({code: 0, stdout: ''});
      expect((await initctl('status', 'svc')).stdout).toMatch(RUNNING);
      expect(await initctl('emit', 'nosuch')).toMatchObject({code: 0, stdout: '', stderr: ''});
      await initctl('emit', stop);
      expect((await initctl('status', 'svc')).stdout).toBe('svc stop/waiting\n');
    }
  });

  test('the conditions of a job, and that nobody is known to emit their events', async () => {
    const {stdout} = await initctl('show-config', 'svc');
    expect(stdout).toContain('  start on (all_os_start or keystone_start)\n');
    const check = await initctl('check-config');
    expect(check).toMatchObject({code: 1});
    expect(check.stdout).toContain('start on: unknown event all_os_start\n');
  });

  test('a file with an unknown stanza is no job, and reloading says nothing of it', async () => {
    await writeFile(file('bad'), 'respwan\nexec sleep 1\n');
    expect(await initctl('reload-configuration')).toEqual({code: 0, stdout: '', stderr: ''});
    expect(await initctl('start', 'bad')).toMatchObject({code: 1, stderr: 'initctl: Unknown job: bad\n'});
    await rm(file('bad'));
  });

  test('a job that cannot be started', async () => {
    await define('lost', 'chdir /no/where\nexec sleep 100\n');
    expect(await initctl('start', 'lost')).toMatchObject({code: 1, stderr: 'initctl: Job failed to start\n'});
    await rm(file('lost'));
  });
});

test('a job file that comes, changes or goes is noticed without being told', async () => {
  const list = async () => (await initctl('list')).stdout;
  await writeFile(file('new'), 'exec sleep 100\n');
  await expect.poll(list).toContain('new stop/waiting\n');
  await initctl('start', 'new');
  await writeFile(file('new'), 'exec sleep 101\n');
  await initctl('restart', 'new');
  const pidOf = async () => /process (\d+)/.exec((await initctl('status', 'new')).stdout)?.[1];
  const command = async () => readFile(`/proc/${await pidOf()}/cmdline`, 'utf8');
  expect(await command(), 'a job that runs keeps what it began with').toBe('sleep\x00100\x00');
  await initctl('stop', 'new');
  await initctl('start', 'new');
  expect(await command()).toBe('sleep\x00101\x00');
  await rm(file('new'));
  await expect.poll(async () => (await initctl('show-config', 'new')).code).toBe(1);
  expect(await list(), 'a job that runs goes when it stops').toContain('new start/running');
  await initctl('stop', 'new');
  expect(await list()).not.toContain('new');
});

test('a job that is killed runs again at once, until that was too often', async () => {
  await initctl('start', 'svc');
  const status = async () => (await initctl('status', 'svc')).stdout;
  const pids = new Set<string>();
  for (let pid = RUNNING.exec(await status())?.[1]; pid !== undefined; pid = RUNNING.exec(await status())?.[1]) {
    if (!pids.has(pid)) process.kill(Number(pid), 'SIGKILL');
    pids.add(pid);
  }
  expect(pids.size).toBe(4);
  expect(await initctl('status', 'svc')).toEqual({code: 0, stdout: 'svc stop/waiting\n', stderr: ''});
});

test('what a job prints is in a file of its own, and it runs where and as its file says', async () => {
  await rm(log('svc'), {force: true});
  await initctl('start', 'svc');
  await expect.poll(() => readFile(log('svc'), 'utf8').catch(() => '')).toBe("a b'c /tmp 0077\n");
  expect((await stat(log('svc'))).mode & 0o777).toBe(0o640);
});

test('a job that does not end when told is killed when its time is up', async () => {
  await define('deaf', 'kill timeout 1\nexec sh -c \'trap "" TERM; echo ready; while :; do sleep 0.05; done\'\n');
  await initctl('start', 'deaf');
  await expect.poll(() => readFile(log('deaf'), 'utf8').catch(() => '')).toBe('ready\n');
  const begun = performance.now();
  expect((await initctl('stop', 'deaf')).stdout).toBe('deaf stop/waiting\n');
  expect(performance.now() - begun).toBeGreaterThan(950);
});

test('what runs before and after the main process is waited for, and sees why the job stops', async () => {
  await define(
    'around',
    "pre-start exec echo before\nexec sleep 100\npre-stop exec sh -c 'echo $WHY'\npost-stop exec echo after\n",
  );
  await initctl('start', 'around');
  await initctl('stop', 'around', 'WHY=because');
  expect(await readFile(log('around'), 'utf8')).toBe('before\nbecause\nafter\n');
});

test('without upstart, initctl says that it is not there', async () => {
  await upstart.kill();
  expect(await initctl('version')).toMatchObject({code: 1, stderr: expect.stringContaining('Unable to connect')});
  await upstart.revive();
  expect(await initctl('version')).toMatchObject({code: 0});
});
