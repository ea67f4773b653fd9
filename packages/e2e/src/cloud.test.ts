import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';
import {programs} from './programs.ts';
import {CREATE_SERVER, FIND_SERVER, runSdk} from './sdk-client.ts';

/** As a script does that was written for speed: a token, and then everything at once. */
const ASK_AT_ONCE = `
import concurrent.futures, openstack
session = openstack.connect(cloud='devstack').session
session.get_token()
urls = [session.auth.auth_url + path for path in ('/users', '/projects', '/roles', '/services')]
with concurrent.futures.ThreadPoolExecutor(20) as pool:
    print(*(answer.status_code for answer in pool.map(lambda url: session.get(url, raise_exc=False), urls * 5)))
`;
const LIST_HOSTS = `
import json, openstack
cloud = openstack.connect(cloud='devstack')
hosts = {
  'computes': [service.host for service in cloud.compute.services(binary='nova-compute')],
  'agents': [agent.host for agent in cloud.network.agents()],
  'providers': [provider.name for provider in cloud.placement.resource_providers()],
}
print(json.dumps({name: sorted(found) for name, found in hosts.items()}))
`;

let cloud: CloudLab;
/** State and address of the server. */
let made: string;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true, persona: 'api'});
});
afterAll(() => cloud.lab.destroy());

const python = (script: string) => runSdk(cloud.lab, `${cloud.root}/venv/bin/python`, script);

async function verify(): Promise<{passed: boolean; checks: {check: string; steps: {title: string; ms: number}[]}[]}> {
  return JSON.parse((await cloud.succeed('verify', '--json')).stdout);
}

interface Status {
  services: {service: string; status: {state: string}; health: string}[];
  states: {component: string; parts: {program: string; host: string; state: string}[]}[];
}

async function status(): Promise<Status> {
  return JSON.parse((await cloud.devstack(['status', '--json'])).stdout);
}

const partsOf = ({component, parts}: Status['states'][number]): string[] => [
  component,
  ...parts.map(({program, host, state}) => `${program} ${host} ${state}`).sort(),
];

test('up makes the whole cloud of a bare machine, and says that the hypervisor is not real', async () => {
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
  made = await python(CREATE_SERVER);
  expect(made).toMatch(/^ACTIVE 10\.11\.0\.\d+\n$/);
});

test('no client program was ever started', () => {
  expect(programs(cloud.lab).filter(({commandLine}) => /\bopenstack\b --|bin\/openstack /.test(commandLine))).toEqual(
    [],
  );
});

test('status has every service, running and well, as nova and neutron say themselves', async () => {
  const {services, states} = await status();
  expect(services.filter(({status, health}) => status.state !== 'running' || health === 'failing')).toEqual([]);
  const names = services.map(({service}) => service.split('/')[0]);
  expect([...new Set(names)]).toEqual(['database', 'glance', 'keystone', 'neutron', 'nova', 'placement', 'rabbitmq']);
  expect(states.map(partsOf)).toEqual([
    ['neutron', 'ovn-controller compute-1 up'],
    ['nova', 'nova-compute compute-1 up', 'nova-conductor controller up', 'nova-scheduler controller up'],
  ]);
  const alone = services.find(({service}) => service === 'nova/compute');
  expect(alone?.health).toBe('ok');
});

test('a compute that is dead is said to be so, and up brings it back', async () => {
  await cloud.lab.run(['pkill', '-KILL', '-f', 'nova-compute.conf'], {user: 'root'});
  const {code, stdout} = await cloud.devstack(['status']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^nova-compute on compute-1 is down: nova heard of it last \S+ ago\n {2}try: devstack up$/m);
  await cloud.succeed('up');
  expect((await cloud.devstack(['status', '--wait', '60'])).code).toBe(0);
});

test('computes come, and go without a trace', async () => {
  const hosts = async () => JSON.parse(await python(LIST_HOSTS));
  const three = ['compute-1', 'compute-2', 'compute-3'];
  await cloud.succeed('up', '--set', 'nova.computes=3');
  expect(await hosts()).toEqual({computes: three, agents: three, providers: three});
  await cloud.succeed('up');
  expect(await hosts()).toEqual({computes: ['compute-1'], agents: ['compute-1'], providers: ['compute-1']});
});

test('the first requests to Keystone are answered rightly, however many come at once', async () => {
  await cloud.succeed('restart', 'keystone/api');
  expect(await python(ASK_AT_ONCE)).toBe(`${Array(20).fill('200').join(' ')}\n`);
});

test('a second up says that there is nothing to do', async () => {
  const startedMs = performance.now();
  expect((await cloud.succeed('up')).stdout).toMatch(/^nothing to do/);
  expect(performance.now() - startedMs).toBeLessThan(2000);
});

test('a component that others need is not taken away', async () => {
  const {code, stderr} = await cloud.devstack(['uninstall', 'placement']);
  expect({code, stderr}).toEqual({
    code: 2,
    stderr: expect.stringMatching(/cannot uninstall placement: nova requires it\n.*devstack uninstall nova placement/),
  });
});

test('what was made is there after stop, a reboot and start', async () => {
  await cloud.succeed('stop');
  expect(programs(cloud.lab)).toEqual([]);
  await cloud.lab.reboot();
  expect((await cloud.devstack(['status'])).stdout).toMatch(/no service runs; start with: devstack up$/m);
  await cloud.succeed('start');
  expect(await python(FIND_SERVER)).toBe(made.replace('\n', ' active\n'));
});

test('and after a power cut, of which status tells', async () => {
  await cloud.lab.reboot();
  const {services, states} = await status();
  const stopped = {state: 'stopped', reason: 'reboot'};
  expect(services.map(({status}) => status)).toEqual(services.map(() => stopped));
  expect(states).toEqual([]);
  const {code, stdout} = await cloud.devstack(['status']);
  expect({code, stdout}).toEqual({code: 1, stdout: expect.stringContaining('not been started since the machine was')});
  await cloud.succeed('start');
  expect(await python(FIND_SERVER)).toBe(made.replace('\n', ' active\n'));
  expect((await verify()).passed).toBe(true);
});

test('uninstall leaves the machine as it was', async () => {
  expect(await cloud.devstack(['uninstall'])).toMatchObject({code: 0, stdout: expect.not.stringContaining('kept')});
  expect(await cloud.leftovers()).toEqual(nothing);
});
