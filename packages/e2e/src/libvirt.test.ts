import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';
import {CREATE_GUEST, changeGuest, consoleSays, guestBecomes} from './guest-scripts.ts';
import {programs} from './programs.ts';
import {runSdk} from './sdk-client.ts';

const PERSONA = `
name: guests
components: [database, rabbitmq, keystone, placement, neutron, glance, libvirt, {nova: {subsystems: [api, conductor, scheduler, compute]}}]
options:
  glance: {images: {tiny: {build: tiny}}}
  nova: {hypervisor: libvirt}
  neutron: {datapath: none}
`;
const BOOTED = '^tiny: .*user space up';
/** What libvirtd has compiled in. Two of them belong to a libvirt of the machine. */
const directories = ['/etc/libvirt', '/run/libvirt', '/var/lib/libvirt', '/var/log/libvirt', '/var/cache/libvirt'];
const ofTheMachine = ['/etc/libvirt/qemu/mine.xml', '/var/lib/libvirt/images/mine.img'];

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true, persona: '/root/guests.yaml'});
  await cloud.lab.run(['tee', '/root/guests.yaml'], {input: PERSONA});
  for (const file of ofTheMachine) await cloud.lab.run(['install', '-D', '-m', '600', '/etc/hostname', file]);
});
afterAll(() => cloud.lab.destroy());

const python = (script: string) => runSdk(cloud.lab, `${cloud.root}/venv/bin/python`, script);
const pidOf = async (pattern: string) =>
  (await cloud.lab.run(['pgrep', '-f', pattern], {allowFailure: true})).stdout.trim();
const pidOfGuest = () => pidOf('qemu-system-x86_64 -name guest=');
const pidOfLibvirtd = () => pidOf('^libvirtd ');
const filesOfLibvirt = async () =>
  (await cloud.lab.run(['find', ...directories, '-type', 'f'], {allowFailure: true})).stdout.trim().split('\n');

async function until(condition: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

test('up brings a libvirt of its own, and says how guests run', async () => {
  const {stderr} = await cloud.succeed('up');
  if (!/^flags.*\b(vmx|svm)\b/m.test(await cloud.lab.readFile('/proc/cpuinfo')))
    expect(stderr).toMatch(/note: libvirt: guests run under qemu's own emulation, which is slow: /);
});

test('a server boots, and its console shows user space', async () => {
  expect(await python(CREATE_GUEST)).toBe('ACTIVE\n');
  await python(consoleSays(BOOTED));
});

test('the machine sees nothing of it but the empty directories that are covered', async () => {
  expect(await filesOfLibvirt()).toEqual(ofTheMachine);
  const mounts = (await cloud.lab.readFile('/proc/self/mountinfo')).split('\n').map((line) => line.split(' ')[4]);
  expect(mounts.filter((place) => directories.includes(place ?? ''))).toEqual([]);
  expect(await cloud.lab.readFile(`/proc/self/net/dev`)).not.toMatch(/virbr|tap/);
});

test('a guest outlives libvirtd, restarted or killed, and nova goes on with it', async () => {
  const guest = await pidOfGuest();
  await cloud.succeed('restart', 'libvirt/libvirtd');
  const libvirtd = await pidOfLibvirtd();
  await cloud.lab.run(['kill', '-KILL', libvirtd]);
  await until(async () => ![libvirtd, ''].includes(await pidOfLibvirtd()));
  expect(await pidOfGuest()).toBe(guest);
  await until(async () => (await cloud.devstack(['status'])).code === 0);
  expect(await python(changeGuest('stop_server', 'SHUTOFF'))).toBe('SHUTOFF\n');
  expect(await pidOfGuest()).toBe('');
  expect(await python(changeGuest('start_server', 'ACTIVE'))).toBe('ACTIVE\n');
});

test('a guest that was killed is off, and nova says so', async () => {
  await cloud.lab.run(['kill', '-KILL', await pidOfGuest()]);
  expect(await python(guestBecomes('SHUTOFF'))).toBe('SHUTOFF\n');
  expect(await python(changeGuest('start_server', 'ACTIVE'))).toBe('ACTIVE\n');
});

test('stop leaves no guest, and after start it is off, with its disk', async () => {
  await python(consoleSays(BOOTED));
  await cloud.succeed('stop');
  expect(programs(cloud.lab)).toEqual([]);
  await cloud.succeed('start');
  expect(await python(guestBecomes('SHUTOFF'))).toBe('SHUTOFF\n');
  expect(await python(changeGuest('start_server', 'ACTIVE'))).toBe('ACTIVE\n');
  await python(consoleSays(BOOTED));
});

test('uninstall leaves the machine as it was, and what belongs to its own libvirt', async () => {
  const {code, stdout, stderr} = await cloud.devstack(['uninstall']);
  expect({code, stdout}).toEqual({code: 0, stdout: expect.not.stringContaining('kept')});
  expect(stderr).toContain('1 server on compute-1 had disks in /opt/openstack/data/nova/compute-1/instances');
  expect(await filesOfLibvirt()).toEqual(ofTheMachine);
  await cloud.lab.run(['rm', '-r', '/root/guests.yaml', '/etc/libvirt', '/var/lib/libvirt']);
  expect(await cloud.leftovers()).toEqual(nothing);
});
