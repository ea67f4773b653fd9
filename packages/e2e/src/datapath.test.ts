import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';
import {OtherSwitch} from './other-switch.ts';
import {type GuestPort, PluggedGuest} from './plugged-guest.ts';
import {CREATE_SERVER, runSdk} from './sdk-client.ts';

const CHOICE = ['neutron.datapath=user', 'nova.subsystems=api,conductor,scheduler,compute,metadata'].flatMap(
  (value) => ['--set', value],
);

/** The port of the server, and a floating IP for it. */
const FIND_PORT = `
import json, openstack
cloud = openstack.connect(cloud='devstack')
server = cloud.compute.find_server('keeps')
port, = cloud.network.ports(device_id=server.id)
outside = cloud.network.find_network('public')
floating = next(cloud.network.ips(port_id=port.id), None) or cloud.network.create_ip(floating_network_id=outside.id, port_id=port.id)
print(json.dumps({'server': server.id, 'port': port.id, 'mac': port.mac_address, 'status': port.status, 'type': port.binding_vif_type,
  'address': port.fixed_ips[0]['ip_address'], 'floating': floating.floating_ip_address}))
`;
const OPEN_PORT = `
import openstack
cloud = openstack.connect(cloud='devstack')
group = cloud.network.find_security_group('default', project_id=cloud.current_project_id)
cloud.network.create_security_group_rule(security_group_id=group.id, direction='ingress', protocol='tcp', port_range_min=80, port_range_max=80)
`;

interface Found extends GuestPort {
  readonly server: string;
  readonly status: string;
  readonly type: string;
  readonly floating: string;
}

let cloud: CloudLab;
let guest: PluggedGuest;
let found: Found;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true, persona: 'api'});
});
afterAll(() => cloud.lab.destroy());

const python = (script: string) => runSdk(cloud.lab, `${cloud.root}/venv/bin/python`, script);
const findPort = async (): Promise<Found> => JSON.parse(await python(FIND_PORT));

async function links(): Promise<string[]> {
  const {stdout} = await cloud.lab.run(['cat', '/proc/net/dev']);
  return [...stdout.matchAll(/^\s*([^\s:]+):/gm)].map(([, name]) => name!).sort();
}

test('a machine without /dev/net/tun is told so, and stays as it is', async () => {
  await cloud.lab.run(['mv', '/dev/net/tun', '/dev/net/elsewhere']);
  const {code, stderr} = await cloud.devstack(['up', ...CHOICE]);
  await cloud.lab.run(['mv', '/dev/net/elsewhere', '/dev/net/tun']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/cannot make the switch of neutron: \/dev\/net\/tun is missing/);
  expect(await cloud.leftovers()).toEqual(nothing);
});

test('a floating range that the machine uses is refused before anything is done', async () => {
  const {code, stderr} = await cloud.devstack(['up', ...CHOICE, '--set', 'neutron.floating_range=10.213.0.0/16']);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /floating range 10\.213\.0\.0\/16 is in use on this machine: 10\.213\.\S+ is reached through eth0/,
  );
  expect(stderr).toContain('--set neutron.floating_range=');
  expect(await cloud.leftovers()).toEqual(nothing);
});

test('up makes a switch, and says how packets flow', async () => {
  const {stderr} = await cloud.succeed('up', ...CHOICE);
  expect(stderr).toContain('note: neutron: packets flow through Open vSwitch in user space');
  expect(await links()).toEqual(['br-ex', 'br-int', 'eth0', 'lo', 'ovs-netdev']);
});

test('the controller and the agent are what neutron knows of the host', async () => {
  const {stdout} = await cloud.succeed('status', '--json');
  const {services, states} = JSON.parse(stdout) as {
    services: {service: string; health: string}[];
    states: {component: string; parts: {program: string; host: string; state: string}[]}[];
  };
  expect(services.filter(({health}) => health === 'failing')).toEqual([]);
  const parts = states.find(({component}) => component === 'neutron')?.parts;
  expect(parts?.map(({program, host, state}) => `${program} ${host} ${state}`).sort()).toEqual([
    'neutron-ovn-agent compute-1 up',
    'ovn-controller compute-1 up',
  ]);
});

test('a guest that is plugged in gets its address and its routes by DHCP', async () => {
  await python(CREATE_SERVER);
  found = await findPort();
  expect(found.type).toBe('ovs');
  guest = await PluggedGuest.create(cloud.lab, cloud.root);
  await guest.plug(found);
  const routes = await guest.lease();
  expect(routes).toContain(`src ${found.address}`);
  expect(routes).toMatch(/^169\.254\.169\.254 via /m);
  expect((await findPort()).status).toBe('ACTIVE');
});

test('the metadata service tells the guest who it is', async () => {
  const about = JSON.parse(await guest.fetch('http://169.254.169.254/openstack/latest/meta_data.json'));
  expect(about).toMatchObject({uuid: found.server, name: 'keeps'});
});

test('this machine reaches the guest by its floating IP', async () => {
  await guest.serve(22, 80);
  expect(await guest.answersPing(found.floating)).toBe(true);
  expect(await guest.greeting(found.floating, 22)).toBe('hello from the guest');
});

test('a port that no rule opens is closed, and open once a rule says so', async () => {
  expect(await guest.greeting(found.floating, 80)).toBe('');
  await python(OPEN_PORT);
  await expect.poll(() => guest.greeting(found.floating, 80), {timeout: 15_000}).toBe('hello from the guest');
});

test('after stop the machine has no link, namespace or mount of ours', async () => {
  await guest.unplug();
  await cloud.succeed('stop');
  expect(await links()).toEqual(['eth0', 'lo']);
  expect(await cloud.lab.exists('/run/netns')).toBe(false);
  expect((await cloud.leftovers()).changes).not.toHaveProperty('mounts');
});

test('beside a switch of somebody else there is none of ours, and that one is left alone', async () => {
  const other = await OtherSwitch.start(cloud.lab);
  const {code, stderr} = await cloud.devstack(['start', ...CHOICE]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/another Open vSwitch runs here, and has the links ovs-netdev, br-int/);
  expect(stderr).toContain('or do without: --set neutron.datapath=none');
  expect(await other.bridges()).toEqual(['br-int']);
  await other.stop();
  expect(await links()).toEqual(['eth0', 'lo']);
});

test('after start the ports are what they were', async () => {
  await cloud.succeed('start', ...CHOICE);
  expect(await findPort()).toMatchObject({port: found.port, address: found.address, floating: found.floating});
  await guest.plug(found);
  await guest.lease();
  await expect.poll(() => guest.answersPing(found.floating), {timeout: 30_000}).toBe(true);
  await guest.unplug();
});

test('a switch that was killed leaves its links, and stop takes them away', async () => {
  await cloud.lab.run(['pkill', '-KILL', '-f', 'ovs-vswitchd']);
  await cloud.succeed('stop');
  expect(await links()).toEqual(['eth0', 'lo']);
});

test('uninstall leaves nothing', async () => {
  await cloud.succeed('start', ...CHOICE);
  const {code, stdout} = await cloud.devstack(['uninstall']);
  expect({code, stdout}).toEqual({code: 0, stdout: expect.not.stringContaining('kept')});
  await cloud.lab.run(['rm', '-r', '/dev/shm/guest']);
  expect(await cloud.leftovers()).toEqual(nothing);
  expect(await links()).toEqual(['eth0', 'lo']);
});
