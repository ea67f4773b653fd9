import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';
import {programs} from './programs.ts';

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create();
});
afterAll(() => cloud.lab.destroy());

const versionOf = ['dpkg-query', '--show', 'python3-keystone'];

test('up makes a cloud of the packages of the distribution', async () => {
  const {stdout} = await cloud.succeed('up', '--set', 'default.origin=distro');
  expect(stdout).toContain('endpoints');
  expect((await cloud.lab.run(versionOf)).stdout).toMatch(/\t2:22\./);
  expect(await cloud.lab.exists(`${cloud.root}/venv`)).toBe(false);
  // The Keystone of Zed makes no role 'manager'.
  expect(await cloud.token()).toMatchObject({status: 201, user: 'admin', roles: ['admin', 'member', 'reader']});
});

test('no service of the distribution was started, and ours do not run as root', async () => {
  const running = programs(cloud.lab);
  expect(running.length).toBeGreaterThan(0);
  expect(running.filter(({uid}) => uid === 0)).toEqual([]);
  expect(running.filter(({commandLine}) => !/uwsgi|shim|^sleep /.test(commandLine))).toEqual([]);
});

test('what was chosen stays chosen: a plain up has nothing to do', async () => {
  const startedMs = performance.now();
  expect((await cloud.succeed('up')).stdout).toMatch(/^nothing to do/);
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test('uninstall leaves the machine as it was', async () => {
  expect((await cloud.succeed('uninstall')).stdout).toMatch(/^uninstall done/);
  expect(await cloud.leftovers()).toEqual(nothing);
});
