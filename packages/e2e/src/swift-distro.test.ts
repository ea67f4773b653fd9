import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab} from './cloud-lab.ts';
import {PluginRegistry} from './plugin-registry.ts';

let cloud: CloudLab;
let registry: PluginRegistry;

beforeAll(async () => {
  // The persona comes with the plugin.
  cloud = await CloudLab.create({persona: 'objects'});
  registry = await PluginRegistry.serve(cloud.lab, ['openstack', 'plugin-swift']);
  await registry.plugins('install', 'swift');
});
afterAll(async () => {
  await registry?.close();
  await cloud?.lab.destroy();
});

test('up makes the persona of the plugin, of the packages of the distribution', async () => {
  const {stdout} = await cloud.succeed('up', '--set', 'default.origin=distro', '--no-prompt');
  expect(stdout).toContain('object-store  http://127.0.0.1:8080/v1\n');
  expect((await cloud.lab.run(['dpkg-query', '--show', 'python3-swift'])).stdout).toMatch(/\t2\.30\./);
  expect(await cloud.lab.exists(`${cloud.root}/venv`)).toBe(false);
  expect(await cloud.lab.exists('/etc/swift')).toBe(false);
});

test('verify stores an object through Keystone, reads it and removes it', async () => {
  const {passed, checks} = JSON.parse((await cloud.succeed('verify', '--json')).stdout);
  expect(passed).toBe(true);
  expect(checks.map(({component}: {component: string}) => component)).toEqual(['keystone', 'swift']);
});

test('the plugin cannot go while it is installed on the machine, and says what to do first', async () => {
  const {code, stderr} = await cloud.devstack(['plugins', 'uninstall', 'swift']);
  expect(stderr).toContain(`cannot remove plugin @devstack/plugin-swift: swift is installed in ${cloud.root}`);
  expect(stderr).toContain('devstack uninstall swift');
  expect(code).toBe(2);
});

test('a second up changes nothing, and uninstall takes all of it back', async () => {
  expect((await cloud.succeed('up')).stdout).toMatch(/^nothing to do/);
  expect((await cloud.succeed('uninstall')).stdout).toMatch(/^uninstall done/);
  expect(await cloud.lab.exists(cloud.root)).toBe(false);
  expect((await cloud.lab.run(['dpkg-query', '--show', 'python3-swift'], {allowFailure: true})).code).toBe(1);
  await registry.plugins('uninstall', 'swift');
  expect(await registry.installed()).toEqual([]);
});
