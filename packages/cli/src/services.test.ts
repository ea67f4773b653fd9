import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {SleepyCloud} from './testing/sleepy-cloud.ts';

const SLOW = 240_000;
let cloud: SleepyCloud;

beforeEach(() => {
  cloud = new SleepyCloud();
});

afterEach(() => cloud.dispose(), SLOW);

interface Line {
  readonly time: string;
  readonly service: string;
  readonly line: string;
}

async function readLines(...argv: string[]): Promise<Line[]> {
  const {stdout} = await cloud.run('logs', '--json', ...argv);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

describe('restart', () => {
  test('starts again what is named, in the order of needs, and nothing else', {timeout: SLOW}, async () => {
    expect((await cloud.up()).code).toBe(0);
    const before = await cloud.pids();
    const {stdout, code} = await cloud.run('restart', 'sleepy/api', '--json');
    expect(code).toBe(0);
    const {ms, steps, action} = JSON.parse(stdout);
    expect({action, steps}).toMatchObject({action: 'restart', steps: [{id: 'sleepy/service:api', outcome: 'changed'}]});
    // Its own 0.2 s, and what devstack adds; a machine that does much else at the same time takes its part.
    expect(ms).toBeLessThan(5000);
    const after = await cloud.pids();
    expect(after['sleepy/api']).not.toBe(before['sleepy/api']);
    expect({...after, 'sleepy/api': 0}).toEqual({...before, 'sleepy/api': 0});
    const all = JSON.parse((await cloud.run('restart', '--json')).stdout);
    expect(all.steps.map(({id}: {id: string}) => id).indexOf('base/service:one')).toBeLessThan(
      all.steps.map(({id}: {id: string}) => id).indexOf('sleepy/service:api'),
    );
    expect(Object.values(await cloud.pids())).not.toContainEqual(Object.values(after)[0]);
    const repeated = await cloud.up();
    expect(repeated.stdout).toContain('nothing to do');
  });

  test('says what it cannot restart', {timeout: SLOW}, async () => {
    await cloud.up();
    await cloud.run('stop', 'sleepy');
    const stopped = await cloud.run('restart', 'sleepy/api');
    expect(stopped).toMatchObject({code: 2, stdout: ''});
    expect(stopped.stderr).toMatch(/cannot restart sleepy\/api: it was stopped\n.*devstack start sleepy\n/);
    const unknown = await cloud.run('restart', 'slepy/api');
    expect(unknown.stderr).toContain(
      "cannot find service 'slepy/api': there is none of this name; did you mean 'sleepy/api'?",
    );
  });

  test('that is killed at any moment is completed by the same command', {timeout: SLOW}, async () => {
    await cloud.up();
    for (const delayMs of [150, 240, 330, 450]) {
      const running = cloud.spawn('restart', 'sleepy');
      await sleep(delayMs);
      running.child.kill('SIGKILL');
      await running.ended;
      expect((await cloud.run('restart', 'sleepy')).code, `killed after ${delayMs} ms`).toBe(0);
      expect(cloud.living()).toHaveLength(3);
    }
    expect((await cloud.up()).stdout).toContain('nothing to do');
  });
});

describe('logs', () => {
  test('are merged by time, of stopped services too', {timeout: SLOW}, async () => {
    await cloud.up();
    const lines = await readLines();
    expect(lines.map(({service, line}) => [service, line.replace(/^\S+T\S+ /, '')])).toEqual([
      ['base/one', 'base is up'],
      ['sleepy/api', 'ready'],
      ['sleepy/api', 'no time'],
    ]);
    expect(lines[2]?.time).toBe(lines[1]?.time);
    expect(await readLines('--tail', '1')).toEqual(lines.slice(2));
    expect(await readLines('sleepy')).toEqual(lines.slice(1));
    expect(await readLines('--since', '1h')).toEqual(lines);
    expect(await readLines('--since', '2100-01-01')).toEqual([]);
    await cloud.run('stop');
    expect(await readLines('sleepy-api')).toEqual(lines.slice(1));
  });

  test('are followed until Ctrl-C, which is no error to talk about', {timeout: SLOW}, async () => {
    await cloud.up();
    const following = cloud.spawn('logs', '-f');
    let seen = '';
    following.child.stdout?.on('data', (data) => {
      seen += data;
    });
    await expect.poll(() => seen, {timeout: 20_000}).toContain('no time');
    await cloud.run('restart', 'sleepy/api');
    await expect.poll(() => seen.split('ready').length, {timeout: 20_000}).toBe(3);
    following.child.kill('SIGINT');
    expect(await following.ended).toMatchObject({code: 130, stderr: ''});
    expect(seen).toMatch(/^base\/one {6}\| \S+ base is up\nsleepy\/api {4}\| /);
  });

  test('may lose their reader', {timeout: SLOW}, async () => {
    await cloud.up();
    const following = cloud.spawn('logs', '-f');
    await new Promise((resolve) => following.child.stdout?.once('data', resolve));
    following.child.stdout?.destroy();
    await cloud.run('restart', 'sleepy/api');
    expect(await following.ended).toMatchObject({code: 0, stderr: ''});
  });
});

describe('a runner', () => {
  test('keeps its services until restart --runner', {timeout: SLOW}, async () => {
    await cloud.up();
    const before = await cloud.pids();
    const refused = await cloud.up('--runner', 'other');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/cannot start \S+ with runner other: it runs with runner fork\n/);
    expect(refused.stderr).toContain('devstack restart sleepy/api --runner other');
    expect(await cloud.pids()).toEqual(before);
    expect((await cloud.run('restart', 'sleepy/api', '--runner', 'other')).code).toBe(0);
    const {services} = await cloud.status();
    expect(services.map(({service, runner}) => [service, runner])).toEqual([
      ['base/one', 'fork'],
      ['sleepy/api', 'other'],
      ['sleepy/worker', 'fork'],
    ]);
    expect(cloud.living()).toHaveLength(3);
    expect((await cloud.up()).stdout).toContain('nothing to do');
    await cloud.run('stop');
    expect(cloud.living()).toEqual([]);
    await cloud.up();
    expect((await cloud.status()).services.map(({runner}) => runner)).toEqual(['fork', 'other', 'fork']);
  });

  test('is chosen by the configuration, for a component or a service', {timeout: SLOW}, async () => {
    const file = path.join(cloud.directory, 'stack.ini');
    writeFileSync(file, '[runners]\nsleepy = other\nsleepy/worker = fork\n');
    await cloud.up();
    expect((await cloud.status()).services.map(({runner}) => runner)).toEqual(['fork', 'other', 'fork']);
    writeFileSync(file, '[runners]\nsleepy/wrker = other\n');
    expect((await cloud.up()).stderr).toContain(
      "stack.ini:2): there is no service 'sleepy/wrker'; did you mean 'sleepy/worker'?",
    );
    writeFileSync(file, '[runners]\nslepy = other\n');
    expect((await cloud.up()).stderr).toContain("there is no component 'slepy'; did you mean 'sleepy'?");
  });

  test('that is no longer installed is named in one sentence', {timeout: SLOW}, async () => {
    await cloud.up('--runner', 'other');
    cloud.link(['@acme/sleepy']);
    const missing = "it was started by runner 'other', which no installed plugin provides";
    const status = await cloud.run('status');
    expect(status.code).toBe(1);
    expect(status.stdout).toContain(
      `sleepy/api: cannot reach sleepy/api: ${missing}: devstack plugins install @devstack/runner-other`,
    );
    expect((await cloud.run('logs', 'sleepy/api')).stderr).toContain(`cannot reach sleepy/api: ${missing}`);
    expect((await cloud.run('stop')).stderr).toContain(missing);
    expect(cloud.living()).toHaveLength(3);
  });
});

describe('a service that ends again and again', () => {
  test('fails the start with its last words, which status repeats', {timeout: SLOW}, async () => {
    const failed = await cloud.up('broken');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('cannot start broken/api: it ended before it was ready (exit code 3)');
    const words = [...Array(20).keys()].map((index) => `| ${index + 11}`);
    expect(failed.stderr.match(/\| \d+$/gm)).toEqual(words);
    const {stdout, code} = await cloud.run('status');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^broken\/api +failed 3 /m);
    expect(stdout.match(/\| \d+$/gm)).toEqual(words);
    writeFileSync(path.join(cloud.root, 'mended'), '');
    expect((await cloud.run('restart', 'broken')).code).toBe(0);
  });
});

test('uninstall ends what runs', {timeout: SLOW}, async () => {
  await cloud.up();
  expect(cloud.living()).toHaveLength(3);
  await cloud.run('uninstall');
  expect(cloud.living()).toEqual([]);
});

test('a start that is killed at any moment neither loses nor doubles a service', {timeout: SLOW}, async () => {
  for (const delayMs of [200, 320, 400, 480, 560, 700, 900]) {
    const running = cloud.spawn('up', '-p', 'p.yaml');
    await sleep(delayMs);
    running.child.kill('SIGKILL');
    await running.ended;
    const again = await cloud.up();
    expect({code: again.code, stderr: again.code === 0 ? '' : again.stderr}).toEqual({code: 0, stderr: ''});
    expect(cloud.living(), `killed after ${delayMs} ms`).toHaveLength(3);
    expect(Object.values(await cloud.pids()).sort()).toEqual(cloud.living().sort());
    await cloud.run('stop');
    expect(cloud.living(), `stopped; killed after ${delayMs} ms`).toEqual([]);
  }
});
