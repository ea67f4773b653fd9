import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';
import {leftoversOfPlugins} from './plugin-leftovers.ts';
import {PluginRegistry} from './plugin-registry.ts';
import {runSdk} from './sdk-client.ts';
import {FIND_VOLUME, KEEP_VOLUME, USE_VOLUMES} from './volume-client.ts';

const COMPONENTS = ['cinder', 'glance', 'clients'];

let cloud: CloudLab;
let registry: PluginRegistry;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true});
  registry = await PluginRegistry.serve(cloud.lab, ['openstack', 'plugin-cinder']);
});
afterAll(async () => {
  await registry?.close();
  await cloud?.lab.destroy();
});

const python = (script: string) => runSdk(cloud.lab, `${cloud.root}/venv/bin/python`, script);

test('it comes by its friendly name, and its persona with it', async () => {
  await registry.plugins('install', 'cinder');
  expect(await registry.installed()).toEqual(['@devstack/plugin-cinder 0.1.0']);
  const {stdout} = await cloud.succeed('plan', 'start', '--persona', 'volumes');
  expect(stdout).toContain('cinder');
});

test('up brings block storage', async () => {
  const {stdout} = await cloud.succeed('up', ...COMPONENTS, '--no-prompt');
  expect(stdout).toContain('block-storage  http://127.0.0.1:8776/v3\n');
});

test('verify creates a volume and deletes it', async () => {
  const {passed, checks} = JSON.parse((await cloud.succeed('verify', '--json')).stdout);
  expect(passed).toBe(true);
  expect(checks.map(({component}: {component: string}) => component)).toContain('cinder');
  expect((await cloud.lab.run(['ls', `${cloud.root}/data/cinder/volumes`])).stdout).toBe('');
});

test('status has its services, and what cinder itself says of its parts', async () => {
  const {services, states} = JSON.parse((await cloud.succeed('status', '--json')).stdout);
  expect(
    services
      .filter(({service}: {service: string}) => service.startsWith('cinder/'))
      .map(({service, health}: Record<string, string>) => `${service} ${health}`)
      .sort(),
  ).toEqual(['cinder/api ok', 'cinder/scheduler ok', 'cinder/volume ok']);
  const heardAtMs = expect.any(Number);
  const parts = [
    {program: 'cinder-scheduler', host: 'controller', state: 'up', service: 'scheduler', heardAtMs},
    {program: 'cinder-volume', host: 'controller@file', state: 'up', service: 'volume', heardAtMs},
  ];
  // In the order in which they started.
  expect(states).toEqual([{component: 'cinder', parts: expect.arrayContaining(parts)}]);
  expect(states[0].parts).toHaveLength(parts.length);
});

test('volumes come of images and snapshots, grow, go back and become images', async () => {
  const same = {same: true, sparse: true};
  expect(JSON.parse(await python(USE_VOLUMES))).toEqual({
    'of an image': {...same, gigabytes: 1},
    snapshot: {...same, gigabytes: 1},
    'of a snapshot': {...same, gigabytes: 2},
    'clone, extended': {...same, gigabytes: 3},
    reverted: {...same, gigabytes: 1},
    'image of a volume': {format: 'qcow2', small: true},
    left: [],
  });
});

test('after stop and start a volume is what it was, and another one can be made at once', async () => {
  expect(await python(KEEP_VOLUME)).toBe('available\n');
  await cloud.succeed('stop');
  await cloud.succeed('start');
  expect(JSON.parse((await cloud.succeed('verify', '--json')).stdout).passed).toBe(true);
  expect(await python(FIND_VOLUME)).toBe('available kept\n');
});

test('a second up changes nothing', async () => {
  expect((await cloud.succeed('up', ...COMPONENTS)).stdout).toMatch(/^nothing to do/);
});

test('the plugin cannot go while its component is installed', async () => {
  await expect(registry.plugins('uninstall', 'cinder')).rejects.toThrow('try: devstack uninstall cinder');
});

test('uninstall takes everything back, and the plugin can go', async () => {
  expect((await cloud.succeed('uninstall')).stdout).toMatch(/^uninstall done/);
  await registry.plugins('uninstall', 'cinder');
  expect(await registry.installed()).toEqual([]);
  await registry.close();
  expect(await leftoversOfPlugins(cloud)).toEqual(nothing);
});
