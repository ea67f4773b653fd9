import {afterAll, beforeAll, expect, test} from 'vitest';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import type {LabProcess} from './lab-process.ts';
import {programs} from './programs.ts';

/** In memory: what the stand-in for upstart needs is no change of the machine. */
const UPSTART = '/run/upstart';
const DAEMON = '/devstack/packages/runner-upstart/src/testing/init-daemon.ts';
const env = {
  DEVSTACK_DEFAULT__RUNNER: 'upstart',
  DEVSTACK_UPSTART__INITCTL: `${UPSTART}/initctl`,
  DEVSTACK_UPSTART__JOB_DIRECTORY: `${UPSTART}/init`,
  DEVSTACK_UPSTART__LOG_DIRECTORY: `${UPSTART}/log`,
};

let cloud: CloudLab;
let upstart: LabProcess;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true});
});
afterAll(async () => {
  await upstart?.killTree();
  await cloud.lab.destroy();
});

const devstack = (...args: string[]) => cloud.devstack(args, {env, allowFailure: false});

async function initctl(...words: string[]): Promise<string> {
  return (await cloud.lab.run([`${UPSTART}/initctl`, ...words], {allowFailure: true})).stdout;
}

async function stateOf(service: string): Promise<{state: string; pid?: number} | undefined> {
  const {stdout} = await cloud.devstack(['status', '--json'], {env});
  const {services} = JSON.parse(stdout) as {services: {service: string; status: {state: string; pid?: number}}[]};
  return services.find((row) => row.service === service)?.status;
}

test('where there is no upstart, it is said before anything is touched', async () => {
  const {code, stderr} = await cloud.devstack(['up', '--runner', 'upstart']);
  expect(code).toBe(2);
  expect(stderr).toContain('there is no /sbin/initctl');
  expect(stderr).toContain('--runner fork');
  expect(await cloud.leftovers()).toEqual(nothing);
});

test('up makes a cloud whose services are jobs of upstart', async () => {
  upstart = await cloud.lab.spawn(['node', DAEMON, UPSTART]);
  await expect.poll(() => initctl('version'), {timeout: 10_000}).toBe('init (upstart 1.13.2)\n');
  await devstack('up');
  expect(await cloud.token()).toEqual(adminToken);
  expect(await initctl('list')).toMatch(/^devstack-keystone-api-\w+ start\/running, process \d+\n$/);
  const running = programs(cloud.lab).filter(({commandLine}) => commandLine.includes('uwsgi'));
  expect(running.length).toBeGreaterThan(1);
  expect(running.filter(({uid}) => uid === 0)).toEqual([]);
  expect((await devstack('up')).stdout).toMatch(/^nothing to do/);
});

test('what upstart does by itself, or somebody with it, is what status says', async () => {
  const before = await stateOf('keystone/api');
  expect(before).toMatchObject({state: 'running'});
  await cloud.lab.run(['sh', '-c', 'kill -9 "$1"', 'sh', String(before?.pid)]);
  const again = {state: 'running', restarts: 1};
  await expect.poll(() => stateOf('keystone/api'), {timeout: 20_000}).toMatchObject(again);
  expect((await stateOf('keystone/api'))?.pid).not.toBe(before?.pid);
  await initctl('emit', 'keystone_stop');
  expect(await stateOf('keystone/api')).toEqual({state: 'stopped'});
  await initctl('emit', 'all_os_start');
  await expect.poll(() => stateOf('keystone/api'), {timeout: 20_000}).toMatchObject({state: 'running'});
  expect((await devstack('logs', 'keystone/api', '--tail', '3')).stdout).not.toBe('');
});

test('stop leaves no job, start brings it back, uninstall leaves the machine as it was', async () => {
  await devstack('stop');
  expect(await initctl('list')).toBe('');
  expect((await cloud.lab.run(['find', `${UPSTART}/init`, `${UPSTART}/log`, '-type', 'f'])).stdout).toBe('');
  await devstack('start');
  expect(await cloud.token()).toEqual(adminToken);
  expect((await devstack('uninstall')).stdout).toMatch(/^uninstall done/);
  expect(await initctl('list')).toBe('');
  expect(programs(cloud.lab).filter(({commandLine}) => !commandLine.includes(DAEMON))).toEqual([]);
  const {differences} = await cloud.leftovers();
  expect(differences).toEqual([]);
});
