import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';
import {leftoversOfPlugins} from './plugin-leftovers.ts';
import {PluginRegistry, pluginData} from './plugin-registry.ts';

let cloud: CloudLab;
let registry: PluginRegistry;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true});
  registry = await PluginRegistry.serve(cloud.lab, ['openstack', 'plugin-swift']);
});
afterAll(async () => {
  await registry?.close();
  await cloud?.lab.destroy();
});

test('a component that nobody has installed is unknown', async () => {
  const {code, stderr} = await cloud.devstack(['plan', 'start', 'swift']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('swift');
});

test('its friendly name installs it with what it is made with, and no copy of the contract', async () => {
  await registry.plugins('install', 'swift');
  expect(await registry.installed()).toEqual(['@devstack/plugin-swift 0.1.0']);
  const {stdout} = await cloud.lab.run(['ls', `${pluginData}/node_modules/@devstack`]);
  expect(stdout).toBe('openstack\nplugin-swift\n');
});

test('up brings object storage with its own packages, release data and templates', async () => {
  const {stdout} = await cloud.succeed('up', 'swift', '--no-prompt');
  expect(stdout).toContain('object-store  http://127.0.0.1:8080/v1\n');
  const {services} = JSON.parse((await cloud.succeed('status', '--json')).stdout);
  expect(services.map(({service, health}: Record<string, string>) => `${service} ${health}`).sort()).toEqual([
    'keystone/api ok',
    'swift/account ok',
    'swift/container ok',
    'swift/object ok',
    'swift/proxy ok',
  ]);
});

test('verify stores an object through Keystone, reads it and removes it', async () => {
  const {passed, checks} = JSON.parse((await cloud.succeed('verify', '--json')).stdout);
  expect(passed).toBe(true);
  expect(checks.map(({component}: {component: string}) => component)).toEqual(['keystone', 'swift']);
  const objects = ['find', `${cloud.root}/data/swift/devices`, '-name', '*.data'];
  expect((await cloud.lab.run(objects)).stdout).toBe('');
});

test('the servers of the data listen on loopback only, and run as the account of the services', async () => {
  const {stdout} = await cloud.lab.run(['cat', '/proc/net/tcp']);
  const listening = stdout.match(/^ *\d+: \w+:\w+ 00000000:0000 0A /gm) ?? [];
  const addresses = listening.map((line) => line.trim().split(/ +/)[1] ?? '');
  for (const port of [6611, 6612, 6613]) {
    expect(addresses).toContain(`0100007F:${port.toString(16).toUpperCase()}`);
  }
  expect((await cloud.lab.run(['stat', '-c', '%U', `${cloud.root}/data/swift/devices/sdb1`])).stdout).toBe(
    'devstack\n',
  );
});

test('a second up changes nothing', async () => {
  expect((await cloud.succeed('up', 'swift')).stdout).toMatch(/^nothing to do/);
});

test('after stop and start objects are where they were', async () => {
  const environment = JSON.parse((await cloud.succeed('env', '--shell', 'json')).stdout) as Record<string, string>;
  const request = async (method: string, body?: string) => {
    const argv = ['node', '--input-type=module', '--eval', client, method, ...(body === undefined ? [] : [body])];
    return (await cloud.lab.run(argv, {env: environment})).stdout;
  };
  expect(await request('PUT', 'kept')).toBe('201 ');
  await cloud.succeed('stop');
  await cloud.succeed('start');
  expect(await request('GET')).toBe('200 kept');
});

const client = `
const {OS_AUTH_URL, OS_USERNAME: name, OS_PASSWORD: password, OS_PROJECT_NAME: project} = process.env;
const [method, body] = process.argv.slice(1);
const domain = {id: 'default'};
const identity = {methods: ['password'], password: {user: {name, domain, password}}};
const auth = JSON.stringify({auth: {identity, scope: {project: {name: project, domain}}}});
const signIn = await fetch(OS_AUTH_URL + '/auth/tokens', {method: 'POST', headers: {'content-type': 'application/json'}, body: auth});
const {token} = await signIn.json();
const {url} = token.catalog.find(({type}) => type === 'object-store').endpoints[0];
const headers = {'x-auth-token': signIn.headers.get('x-subject-token')};
if (method === 'PUT') await fetch(url + '/kept', {method, headers});
const answer = await fetch(url + '/kept/object', {method, headers, ...(body && {body})});
process.stdout.write(answer.status + ' ' + (await answer.text()).replace(/<.*/s, ''));
`;

test('uninstall takes everything back, and the plugin can go', async () => {
  expect((await cloud.succeed('uninstall')).stdout).toMatch(/^uninstall done/);
  await registry.plugins('uninstall', 'swift');
  expect(await registry.installed()).toEqual([]);
  await registry.close();
  expect(await leftoversOfPlugins(cloud)).toEqual(nothing);
});
