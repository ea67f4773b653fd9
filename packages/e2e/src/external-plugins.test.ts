import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab} from './cloud-lab.ts';
import {PluginRegistry} from './plugin-registry.ts';
import {programs} from './programs.ts';
import {linkPlugin} from './test-plugin.ts';

/** A component whose service does nothing but be there. */
const idler = `
import {Component, definePlugin} from '@devstack/sdk';
class Idler extends Component {
  services() {
    return [{name: 'voice', argv: ['sh', '-c', 'echo ready; exec sleep 1000000'], health: {kind: 'log', pattern: 'ready'}}];
  }
}
export default definePlugin({component: {idler: async () => Idler}});
`;
let cloud: CloudLab;
let registry: PluginRegistry;

beforeAll(async () => {
  cloud = await CloudLab.create();
  const fixtures = ['devstack-runner-nice', 'devstack-uploader-shelf'].map((name) => `e2e/fixtures/${name}`);
  registry = await PluginRegistry.serve(cloud.lab, ['service-shim', ...fixtures]);
});
afterAll(async () => {
  await registry?.close();
  await cloud?.lab.destroy();
});

test('a runner and an uploader of others are installed from a registry', async () => {
  await registry.plugins('install', 'devstack-runner-nice', '--yes');
  await registry.plugins('install', 'devstack-uploader-shelf', '--yes');
  expect((await registry.installed()).sort()).toEqual(['devstack-runner-nice 1.0.0', 'devstack-uploader-shelf 1.0.0']);
});

/** The 19th word of its stat; its name, the second, may have spaces. */
async function niceness(pid: number): Promise<number> {
  const stat = await cloud.lab.readFile(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
}

test('the runner starts a service, as it means to, and ends it', async () => {
  const manifest = {api: 1, provides: {component: {idler: {summary: 'does nothing'}}}};
  const unlink = await linkPlugin(cloud, 'devstack-idler', {manifest, code: idler});
  await cloud.succeed('up', 'idler', '--runner', 'nice', '--no-prompt');
  const {services} = JSON.parse((await cloud.succeed('status', '--json')).stdout);
  expect(services).toMatchObject([{service: 'idler/voice', runner: 'nice', status: {state: 'running'}}]);
  expect(await niceness(services[0].status.pid)).toBe(19);
  expect((await cloud.succeed('logs', 'idler')).stdout).toContain('ready');
  await cloud.succeed('uninstall');
  expect(programs(cloud.lab).filter(({commandLine}) => commandLine.includes('sleep 1000000'))).toEqual([]);
  await unlink();
});

test('with two uploaders one has to be chosen', async () => {
  const {code, stderr} = await cloud.devstack(['image', 'list']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('cannot choose an image uploader: installed are ');
  expect(stderr).toContain('--set default.uploader=shelf');
});

test('the chosen uploader puts images where it does, and has options of its own', async () => {
  const choice = {DEVSTACK_DEFAULT__UPLOADER: 'shelf', DEVSTACK_SHELF__DIRECTORY: '/srv/images'};
  const image = async (...args: string[]) =>
    JSON.parse((await cloud.lab.run(['devstack', 'image', ...args, '--json'], {env: choice})).stdout);
  await cloud.lab.run(['sh', '-c', 'echo an image >/tmp/small.img']);
  expect(await image('upload', 'small', '/tmp/small.img')).toMatchObject([{image: {name: 'small'}, changed: true}]);
  expect(await image('upload', 'small', '/tmp/small.img')).toMatchObject([{changed: false}]);
  expect(await image('list')).toMatchObject([{name: 'small', status: 'active', size: 9}]);
  expect(await cloud.lab.readFile('/srv/images/small')).toBe('an image\n');
  await image('remove', 'small');
  expect(await image('list')).toEqual([]);
  expect(await cloud.lab.exists('/srv/images')).toBe(false);
});

test('without the plugins their names are unknown again', async () => {
  await registry.plugins('uninstall', 'devstack-runner-nice');
  await registry.plugins('uninstall', 'devstack-uploader-shelf');
  expect(await registry.installed()).toEqual([]);
  const {code, stderr} = await cloud.devstack(['image', 'list', '--set', 'default.uploader=shelf']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('shelf');
});
