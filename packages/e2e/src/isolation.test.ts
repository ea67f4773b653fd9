import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import {type MachineState, machineState, stateChanges} from './machine-state.ts';

const asked = {DEVSTACK_DEFAULT__ISOLATION: 'namespace'};
const second = '/opt/second';

interface Status {
  isolation?: {address: string; state: 'up' | 'down'; enter?: string[]};
  services: {service: string; status: {state: string; pid: number}; health: string; attach?: string[]}[];
}

async function statusOf(cloud: CloudLab, ...args: string[]): Promise<Status> {
  return JSON.parse((await cloud.devstack(['status', '--json', ...args])).stdout) as Status;
}

/** Whether a TCP port answers, from the machine or from a cloud. */
async function isReached(cloud: CloudLab, address: string, port: number, enter: readonly string[] = []) {
  const script = `
    const socket = require('node:net').connect({host: process.argv[1], port: process.argv[2], timeout: 3000});
    const end = (code) => process.exit(code);
    socket.on('connect', () => end(0)).on('error', () => end(7)).on('timeout', () => end(7));`;
  const argv = [...enter.slice(0, -1), 'node', '-e', script, address, `${port}`];
  return (await cloud.lab.run(argv, {allowFailure: true, user: 'root'})).code === 0;
}

describe('a cloud in namespaces of its own', () => {
  let cloud: CloudLab;
  let fresh: MachineState;
  let address: string;

  /** Kinds of things that were not on the machine before. */
  const changes = async () => stateChanges(fresh, await machineState(cloud.lab));

  const killFirstProcess = async () => {
    const record = await cloud.lab.readFile(`${cloud.root}/state/namespace/record`);
    await cloud.lab.run(['sh', '-c', 'kill -s KILL "$1"', 'sh', record.split(' ')[0]!]);
  };

  beforeAll(async () => {
    cloud = await CloudLab.create({warmCache: true});
    fresh = await machineState(cloud.lab);
  });
  afterAll(() => cloud.lab.destroy());

  test('up makes it, and the machine reaches it at an address of its own', async () => {
    const {code, stdout, stderr} = await cloud.devstack(['up'], {env: asked});
    expect({code, stderr}).toMatchObject({code: 0});
    address = (await statusOf(cloud)).isolation!.address;
    expect(stdout).toContain(`identity  http://${address}:${cloud.port}/v3\n`);
    expect((await cloud.succeed('env')).stdout).toContain(`http://${address}:${cloud.port}`);
    expect(await cloud.lab.readFile('/root/.config/openstack/clouds.yaml')).toContain(address);
    expect(await cloud.token()).toEqual(adminToken);
    expect((await cloud.succeed('verify')).stdout).toContain('passed: 1 check');
  });

  test('the machine shows one link with its route, and nothing that listens', async () => {
    const now = await changes();
    expect(now.links).toEqual([expect.stringMatching(/^\+devstack[0-9a-f]{6}$/)]);
    expect(now.namespaces).toHaveLength(3);
    expect(Object.keys(now).sort()).toEqual(
      ['addresses', 'groups', 'links', 'namespaces', 'processes', 'routes', 'users'].sort(),
    );
    const routes = now.routes!.filter((line) => !/^\+(local|broadcast)/.test(line));
    expect(routes).toHaveLength(1);
    expect(await isReached(cloud, '127.0.0.1', cloud.port)).toBe(false);
  });

  test('its processes have another root of memory, no resolver, and a first process that asks nothing of its maker', async () => {
    const {enter} = (await statusOf(cloud)).isolation!;
    const inside = async (...argv: string[]) => (await cloud.lab.run([...enter!.slice(0, -1), ...argv])).stdout;
    expect(await inside('sh', '-c', 'ls /run')).toBe('boot-id\nlock\nmount\nnetns\n');
    expect(await inside('cat', '/etc/resolv.conf')).toBe('');
    expect(await inside('sh', '-c', 'getent hosts "$(cat /proc/sys/kernel/hostname)"')).toContain('127.0.1.1');
    const stat = (await inside('cat', '/proc/1/stat')).split(') ')[1]!.split(' ');
    // The leader of a session: its number is its own.
    expect(stat.slice(2, 4)).toEqual(['1', '1']);
    expect(await inside('sh', '-c', 'grep SigIgn /proc/1/status')).toMatch(/\t0{11}[1-9a-f][0-9a-f]{4}\n$/);
    expect((await inside('sh', '-c', 'readlink /proc/1/fd/*')).trim().split('\n')).toEqual(Array(3).fill('/dev/null'));
  });

  test('status tells pids that the machine knows', async () => {
    const [row] = (await statusOf(cloud)).services;
    expect(row).toMatchObject({status: {state: 'running'}, health: 'ok'});
    expect(await cloud.lab.readFile(`/proc/${row!.status.pid}/cmdline`)).toContain('uwsgi');
  });

  test('a second up has nothing to do; restart and logs work from outside', async () => {
    expect((await cloud.succeed('up')).stdout).toContain('nothing to do');
    const before = (await statusOf(cloud)).services[0]!.status.pid;
    await cloud.succeed('restart', 'keystone');
    expect((await statusOf(cloud)).services[0]!.status.pid).not.toBe(before);
    expect((await cloud.succeed('logs', 'keystone', '--tail', '3')).stdout).toContain('GET /v3');
  });

  test('a service that is killed is started again inside', async () => {
    const {pid} = (await statusOf(cloud)).services[0]!.status;
    await cloud.lab.run(['sh', '-c', 'kill -s KILL "$1"', 'sh', `${pid}`]);
    await expect
      .poll(async () => (await statusOf(cloud)).services[0]!, {timeout: 60_000, interval: 500})
      .toMatchObject({
        status: {state: 'running', pid: expect.not.toSatisfy((other) => other === pid)},
        health: 'ok',
      });
  });

  test('where it is made it stays, and a runner that starts programs elsewhere is refused', async () => {
    const move = await cloud.devstack(['up', '--set', 'default.isolation=none']);
    expect(move).toMatchObject({code: 2, stderr: expect.stringContaining('was made with namespace')});
    const runner = await cloud.devstack(['restart', '--runner', 'systemd']);
    expect(runner).toMatchObject({code: 2, stderr: expect.stringContaining('systemd starts programs outside of them')});
    expect(await cloud.token()).toEqual(adminToken);
  });

  test('when its first process is killed nothing is left, status says so, and up brings it back', async () => {
    await killFirstProcess();
    await expect.poll(changes, {timeout: 10_000}).toEqual({
      users: ['+devstack'],
      groups: ['+devstack'],
    });
    const status = await cloud.devstack(['status']);
    expect(status).toMatchObject({code: 1, stdout: expect.stringContaining('the namespaces of the cloud are gone')});
    expect(await cloud.devstack(['restart'])).toMatchObject({code: 2, stderr: expect.stringContaining('devstack up')});
    await cloud.succeed('up');
    expect((await statusOf(cloud)).isolation).toMatchObject({address, state: 'up'});
    expect(await cloud.token()).toEqual(adminToken);
  });

  test('stop ends everything in it and takes it away, start makes it anew', async () => {
    await cloud.succeed('stop');
    expect(await changes()).toEqual({users: ['+devstack'], groups: ['+devstack']});
    expect((await cloud.succeed('stop')).stdout).toContain('nothing to do');
    await cloud.succeed('start');
    expect(await cloud.token()).toEqual(adminToken);
  });

  test('stop after its first process was killed is no error', async () => {
    await killFirstProcess();
    await cloud.succeed('stop');
    expect(await changes()).toEqual({users: ['+devstack'], groups: ['+devstack']});
  });

  test.each([20, 60, 120, 250])(
    'devstack killed %d ms after it made the namespaces is repaired by running it again',
    async (ms) => {
      const up = await cloud.spawn(['up']);
      const record = `${cloud.root}/state/namespace/lock`;
      await expect.poll(() => cloud.lab.exists(record), {timeout: 30_000, interval: 5}).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, ms));
      up.signal('SIGKILL');
      await up.done;
      await cloud.succeed('up');
      expect((await changes()).links).toHaveLength(1);
      expect((await changes()).namespaces).toHaveLength(3);
      expect(await cloud.token()).toEqual(adminToken);
      await cloud.succeed('stop');
    },
  );

  test('two clouds have the same ports side by side, and neither reaches the other', async () => {
    await cloud.succeed('start');
    await cloud.devstack(['up', '-d', second], {env: asked, allowFailure: false});
    const [one, other] = [await statusOf(cloud), await statusOf(cloud, '-d', second)];
    expect(other.isolation!.address).not.toBe(one.isolation!.address);
    expect(await cloud.token()).toEqual(adminToken);
    expect(await cloud.token(['-d', second])).toEqual(adminToken);
    const reached = [
      await isReached(cloud, other.isolation!.address, cloud.port),
      await isReached(cloud, one.isolation!.address, cloud.port, one.isolation!.enter),
      await isReached(cloud, other.isolation!.address, cloud.port, one.isolation!.enter),
      await isReached(cloud, one.isolation!.address, cloud.port, other.isolation!.enter),
    ];
    expect(reached).toEqual([true, true, false, false]);
    await cloud.succeed('uninstall', '-d', second);
    expect(await cloud.token()).toEqual(adminToken);
  });

  test('windows of screen are there, and the command that attaches works from outside', async () => {
    await cloud.succeed('stop');
    await cloud.succeed('start', '--runner', 'screen');
    const [row] = (await statusOf(cloud)).services;
    expect(row).toMatchObject({status: {state: 'running'}, attach: expect.arrayContaining(['nsenter', 'screen'])});
    const [argv, last] = [row!.attach!.slice(0, -4), row!.attach!.slice(-4)];
    expect(last.slice(0, 1)).toEqual(['-x']);
    const windows = await cloud.lab.run([...argv, '-S', 'devstack', '-Q', 'windows'], {allowFailure: true});
    expect(windows.stdout).toContain('keystone/api');
  });

  test('uninstall after the cloud was stopped leaves the machine as it was', async () => {
    await cloud.succeed('stop');
    await cloud.succeed('uninstall');
    expect(await cloud.leftovers()).toEqual(nothing);
  });
});

describe('an ordinary user', () => {
  let cloud: CloudLab;

  beforeAll(async () => {
    cloud = await CloudLab.create({user: 'ordinary', warmCache: true});
  });
  afterAll(() => cloud.lab.destroy());

  test('who asks for namespaces is told that root makes them, before anything is touched', async () => {
    const {code, stderr} = await cloud.devstack(['up'], {env: asked});
    expect(code).toBe(2);
    expect(stderr).toContain('only root can make them, and dev runs devstack');
    expect(await cloud.leftovers()).toEqual(nothing);
  });

  test('a persona that wants them does without, which is said', async () => {
    const persona = '/home/dev/own.yaml';
    await cloud.lab.run([
      'sh',
      '-c',
      'printf "%s\\n" "$2" >"$1"',
      'sh',
      persona,
      'isolation: namespace\ncomponents: [database, keystone]',
    ]);
    const {code, stdout, stderr} = await cloud.devstack(['plan', 'start', '-p', persona]);
    expect({code, said: stdout + stderr}).toMatchObject({
      code: 0,
      said: expect.stringContaining('the cloud gets no namespaces of its own, because only root can make them'),
    });
  });
});
