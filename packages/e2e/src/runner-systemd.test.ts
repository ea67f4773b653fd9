import {runnerContract} from '@devstack/sdk/testing';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {unexpectedDifferences} from './allowed-differences.ts';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import {createLab, type Lab} from './lab.ts';
import {sleep} from './process-table.ts';

/** Runs one case of the contract where systemd is process 1. */
const program = `
  import {runnerContract} from '/devstack/packages/sdk/src/testing/index.ts';
  import plugin from '/devstack/packages/runner-systemd/src/index.ts';
  const Runner = await plugin.runner.systemd();
  const options = {make: (host) => new Runner(host), showsUnfinishedLines: false, floodBytes: 3_000_000};
  const found = runnerContract(options).find(({title}) => title === process.argv[1]);
  await found.run();`;

const node = ['node', '--conditions=devstack-source', '--input-type=module', '-e'] as const;
/** A service that says when it is ready, and somebody who waits for that. */
const notifying = `
  import {once} from 'node:events';
  import {spawn} from 'node:child_process';
  import {createTestHost} from '/devstack/packages/sdk/src/testing/index.ts';
  import plugin from '/devstack/packages/runner-systemd/src/index.ts';
  const listen = 'use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0); bind($s, pack("Sxa*", AF_UNIX, "there")) or die; $| = 1;' +
    'print "listening$/"; recv($s, my $text, 99, 0); print $text';
  const listener = spawn('perl', ['-e', listen]);
  await once(listener.stdout, 'data');
  const Runner = await plugin.runner.systemd();
  const runner = new Runner(createTestHost());
  const heard = once(listener.stdout, 'data');
  const begun = performance.now();
  const handle = await runner.start({
    id: 'test/notifying', argv: ['/bin/sh', '-c', 'sleep 1; systemd-notify --ready; exec sleep 100'], cwd: '/tmp',
    env: {PATH: '/usr/bin:/bin', NOTIFY_SOCKET: '@there'}, logFile: '/tmp/log', runDirectory: '/tmp/run',
    stop: {signal: 'SIGTERM', graceMs: 1000}, restart: {when: 'never', limit: 0, windowMs: 1000},
  });
  console.log(performance.now() - begun > 900, (await runner.status(handle)).state, String((await heard)[0]).trim());
  await runner.stop(handle, {signal: 'SIGTERM', graceMs: 1000});`;

const titles = runnerContract({make: () => Promise.reject(new Error('only titles are wanted here'))}).map(
  ({title}) => title,
);
/** What a manager of a user could do in another way than the machine's. */
const ofUsers = [
  'the runner can be used here',
  'a service has the environment that was asked for, and nothing of the caller',
  'no value of the environment is ever an argument of a program',
  'a service does not depend on the process that started it',
  'a program that is not there is an error, of start or of the service',
  'two starts at once make one service',
  'a start that was killed at any point is completed by the next',
  'a service is found without its handle',
  'the exit code of a service is kept',
  'a service that fails again and again ends in failed, with its last words',
  'a service that was killed is started again',
  'a service that ignores its signal is killed when its time is up',
  'a child with an environment and a session of its own is ended with its service',
  'many services start, answer and stop at the same time',
  'the log can be followed across a restart, without a line lost or told twice',
];
const cases = [
  ['root', titles],
  ['ordinary', ofUsers],
] as const;

/** Units by a name of ours; the repository is mounted at /devstack. */
async function unitsIn(lab: Lab, ...manager: readonly string[]): Promise<string[]> {
  const list = ['systemctl', ...manager, 'list-units', '--all', '--plain', '--no-legend', 'devstack*'];
  const {stdout} = await lab.run(list, {env: {XDG_RUNTIME_DIR: '/run/user/1000'}});
  return stdout.split('\n').filter((line) => line !== '' && !/^\S+\.mount /.test(line));
}

/** A user whose services do not end with a session. */
async function letLinger(lab: Lab): Promise<void> {
  await lab.run(['loginctl', 'enable-linger', 'dev'], {user: 'root'});
  while (!(await lab.exists('/run/user/1000/systemd/private'))) await sleep(50);
}

/** The very first start of a user makes them. One that is killed in that moment is a case of the contract, and leaves them empty. */
async function removeEmptyUnitDirectories(lab: Lab): Promise<void> {
  const directory = '.config/systemd/user/default.target.wants';
  await lab.run(['rmdir', '--parents', directory], {cwd: '/home/dev', allowFailure: true});
}

describe.each(cases)('the contract of all runners, for user %s', (user, chosen) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await createLab({user, init: 'systemd', network: 'none'});
    if (user === 'ordinary') await letLinger(lab);
  });
  afterAll(() => lab.destroy());

  test.each(chosen)('%s', async (title) => {
    await lab.run([...node, program, title]);
  });

  test('a service that says when it is ready is waited for, and who else waits hears of it', async () => {
    expect((await lab.run([...node, notifying])).stdout).toBe('true running READY=1\n');
  });

  test('no unit, file or directory of all these services is left', async () => {
    const find = ['find', '/etc/systemd', '/run/systemd/system', '/home/dev', '-name', '*devstack*'];
    expect((await lab.run(find, {user: 'root'})).stdout).toBe('');
    expect(await unitsIn(lab, ...(user === 'root' ? [] : ['--user']))).toEqual([]);
    if (user === 'ordinary') await removeEmptyUnitDirectories(lab);
    const differences = unexpectedDifferences(await lab.diff()).map(({path}) => path);
    expect(differences).toEqual(user === 'root' ? [] : ['/var/lib/systemd/linger/dev']);
  });
});

describe('a cloud whose services are units of the machine', () => {
  let cloud: CloudLab;
  beforeAll(async () => {
    cloud = await CloudLab.create({init: 'systemd', warmCache: true});
    await cloud.succeed('up');
  });
  afterAll(() => cloud.lab.destroy());

  async function pidOf(service: string): Promise<number> {
    const {stdout} = await cloud.succeed('status', '--json');
    const {services} = JSON.parse(stdout) as {services: {service: string; runner: string; status: {pid: number}}[]};
    const row = services.find((one) => one.service === service)!;
    expect(row).toMatchObject({runner: 'systemd', status: {state: 'running'}});
    return row.status.pid;
  }

  const units = () => unitsIn(cloud.lab);

  test('comes up without anybody naming the runner, and gives tokens', async () => {
    expect(await cloud.token()).toEqual(adminToken);
    await pidOf('keystone/api');
    expect((await units()).filter((line) => /^devstack-openstack_\w+\.keystone\.api\.service/.test(line))).toHaveLength(
      1,
    );
  });

  test('keeps its secrets in files of root only', async () => {
    const password = await cloud.password();
    const {stdout} = await cloud.lab.run(['sh', '-c', 'stat -c "%a %U %n" /etc/systemd/system/devstack-*.*.*']);
    const files = stdout.trim().split('\n');
    expect(files.filter((line) => line.endsWith('.env')).every((line) => line.startsWith('600 root '))).toBe(true);
    expect(files.filter((line) => line.endsWith('.service')).every((line) => line.startsWith('644 root '))).toBe(true);
    const grep = ['grep', '-rlF', password, '/etc/systemd', '/run/systemd'];
    expect((await cloud.lab.run(grep, {allowFailure: true})).stdout).toBe('');
  });

  test('logs to the journal', async () => {
    const {stdout} = await cloud.lab.run([
      'journalctl',
      '--unit',
      'devstack-*.keystone.api.service',
      '--output',
      'cat',
    ]);
    expect(stdout).toMatch(/uWSGI|keystone/);
  });

  test('has a service back that is killed', async () => {
    const pid = await pidOf('keystone/api');
    await cloud.lab.run(['sh', '-c', `kill -9 ${pid}`]);
    await untilToken(cloud);
    expect(await pidOf('keystone/api')).not.toBe(pid);
  });

  test('is there again after a reboot, though nobody asks for it', async () => {
    await cloud.lab.reboot();
    await untilToken(cloud);
    await pidOf('keystone/api');
    expect((await cloud.succeed('up')).stdout).toMatch(/^nothing to do/);
  });

  test('can be stopped and started after a reboot', async () => {
    await cloud.succeed('stop');
    expect(await units()).toEqual([]);
    await cloud.succeed('start');
    expect(await cloud.token()).toEqual(adminToken);
  });

  test('leaves nothing behind', async () => {
    await cloud.succeed('uninstall');
    expect(await units()).toEqual([]);
    expect((await cloud.lab.run(['systemctl', '--failed', '--plain', '--no-legend'])).stdout).toBe('');
    expect(await cloud.leftovers()).toEqual(nothing);
  });
});

/** Without devstack doing anything but telling how to log in. */
async function untilToken(cloud: CloudLab): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      expect(await cloud.token()).toEqual(adminToken);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(250);
    }
  }
}
