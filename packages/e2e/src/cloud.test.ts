import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';
import {programs} from './programs.ts';

/** Makes a server with the SDK that everybody uses, through the entry in clouds.yaml. */
const CREATE_SERVER = `
import openstack
cloud = openstack.connect(cloud='devstack')
network = cloud.network.find_network('private')
flavor = cloud.compute.find_flavor('m1.nano')
image = cloud.create_image('tiny', filename='/tmp/tiny.img', disk_format='raw', container_format='bare', wait=True)
server = cloud.compute.create_server(name='keeps', image_id=image.id, flavor_id=flavor.id, networks=[{'uuid': network.id}])
server = cloud.compute.wait_for_server(server)
print(server.status, server.addresses['private'][0]['addr'])
`;
const FIND_SERVER = `
import openstack
server = openstack.connect(cloud='devstack').compute.find_server('keeps')
print(server.status)
`;

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true, persona: null});
});
afterAll(() => cloud.lab.destroy());

/** With the entry in the user's own clouds.yaml, and nothing else; what Python caches by itself is no matter of devstack. */
async function python(script: string): Promise<string> {
  const argv = [`${cloud.root}/venv/bin/python`, '-Bc', script];
  const env = {XDG_CACHE_HOME: '/dev/shm'};
  const {stdout} = await cloud.lab.run(argv, {timeoutMs: 120_000, env});
  await cloud.lab.run(['rm', '-rf', '/dev/shm/python-entrypoints']);
  return stdout;
}

async function verify(): Promise<{passed: boolean; checks: {check: string; steps: {title: string; ms: number}[]}[]}> {
  return JSON.parse((await cloud.succeed('verify', '--json')).stdout);
}

test('up makes the whole cloud of a bare machine when nobody chooses, and says that the hypervisor is not real', async () => {
  const {stdout, stderr} = await cloud.succeed('up');
  for (const endpoint of ['identity', 'image', 'placement', 'compute', 'network']) expect(stdout).toContain(endpoint);
  expect(stderr).toMatch(/note: .*fake/);
});

test('verify makes a server that is active and has an address, and takes it away', async () => {
  const {passed, checks} = await verify();
  expect(passed).toBe(true);
  expect(checks.map(({check}) => check)).toEqual(['keystone', 'glance', 'neutron', 'placement', 'nova']);
  expect(
    checks
      .at(-1)
      ?.steps.map(({title}) => title)
      .join('\n'),
  ).toMatch(/ACTIVE/);
});

test('the SDK makes a server through clouds.yaml, unchanged', async () => {
  await cloud.lab.run(['dd', 'if=/dev/urandom', 'of=/tmp/tiny.img', 'bs=1M', 'count=1'], {allowFailure: false});
  expect(await python(CREATE_SERVER)).toMatch(/^ACTIVE 10\.11\.0\.\d+\n$/);
  await cloud.lab.run(['rm', '/tmp/tiny.img']);
});

test('no client program was ever started', () => {
  expect(programs(cloud.lab).filter(({commandLine}) => /\bopenstack\b --|bin\/openstack /.test(commandLine))).toEqual(
    [],
  );
});

test('status has every service, running and well', async () => {
  const {stdout} = await cloud.succeed('status', '--json');
  const {services} = JSON.parse(stdout) as {services: {service: string; status: {state: string}; health: string}[]};
  expect(services.filter(({status, health}) => status.state !== 'running' || health === 'failing')).toEqual([]);
  const names = services.map(({service}) => service.split('/')[0]);
  expect([...new Set(names)]).toEqual(['database', 'glance', 'keystone', 'neutron', 'nova', 'placement', 'rabbitmq']);
});

test('a second up says that there is nothing to do', async () => {
  const startedMs = performance.now();
  expect((await cloud.succeed('up')).stdout).toMatch(/^nothing to do/);
  expect(performance.now() - startedMs).toBeLessThan(2000);
});

test('a component that others need is not taken away', async () => {
  const {code, stderr} = await cloud.devstack(['uninstall', 'placement']);
  expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining('nova requires it')});
});

test('what was made is there after stop and start', async () => {
  await cloud.succeed('stop');
  expect(programs(cloud.lab)).toEqual([]);
  await cloud.succeed('start');
  expect(await python(FIND_SERVER)).toBe('ACTIVE\n');
  expect((await verify()).passed).toBe(true);
});

test('uninstall leaves the machine as it was', async () => {
  expect(await cloud.devstack(['uninstall'])).toMatchObject({code: 0, stdout: expect.not.stringContaining('kept')});
  expect(await cloud.leftovers()).toEqual(nothing);
});
