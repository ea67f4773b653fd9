import {fileURLToPath} from 'node:url';
import type {FileArgs, StepDraft} from '@devstack/sdk';
import {
  componentContract,
  type FakeContextSettings,
  fakeComponentContext,
  registerContract,
  renderTemplateForTest,
} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {Libvirt} from './libvirt.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const root = '/opt/openstack';
const software = '/dev/kvm is a software KVM (kvm_pvm) in which no stock kernel boots';
const debian = {
  origin: 'distro',
  machine: {root: true, kvm: false, why: software},
  distro: {
    packages: [{name: 'libvirt-daemon'}],
    settings: {
      emulator: '/usr/bin/qemu-system-x86_64',
      binding: {
        package: 'python3-libvirt',
        directory: 'usr/lib/python3/dist-packages',
        interpreters: ['/usr/bin/python3', 'python3'],
      },
    },
  },
  demands: [{capability: 'hypervisor', name: 'nova', component: 'nova'}],
} as const satisfies Partial<FakeContextSettings>;
const switched = (datapath: string) =>
  ({...debian, offers: {'switch/libvirt': {values: {ovsdb: 'unix:/db.sock', datapath}, needs: []}}}) as const;
const fast = {...debian, machine: {root: true, kvm: true}} as const;

registerContract(
  test,
  componentContract({
    component: Libvirt,
    name: 'libvirt',
    package: directory,
    surroundings: {alone: debian, 'with a switch in user space': switched('user'), 'with KVM': fast},
  }),
);

const create = (settings: Partial<FakeContextSettings> = debian) =>
  new Libvirt(fakeComponentContext({name: 'libvirt', package: directory, ...settings}));
const contentOf = (libvirt: Libvirt, name: string): string => {
  const {content} = libvirt.configFiles().find(({path}) => path.endsWith(`/${name}`)) as FileArgs;
  return renderTemplateForTest(content as Parameters<typeof renderTemplateForTest>[0], String);
};
const argvOf = (libvirt: Libvirt) => libvirt.services()[0]!.argv;
const find = (steps: readonly StepDraft[], key: string) => steps.find((one) => one.key === key);

test('libvirtd is started where its own paths are covered, by nobody else seen', () => {
  expect(argvOf(create())).toEqual([
    ...['unshare', '--mount', '--propagation', 'private', 'sh', `${root}/etc/libvirt/launch-libvirtd.sh`],
    ...['qemu', `${root}/etc/libvirt/libvirtd.conf`, `${root}/data/libvirt/bin`, `${root}/run/libvirt`],
    ...[`${root}/data/libvirt/etc`, '/etc/libvirt', `${root}/run/libvirt/sockets`, '/run/libvirt'],
    ...[`${root}/data/libvirt/lib`, '/var/lib/libvirt', `${root}/log/libvirt/guests`, '/var/log/libvirt'],
    ...[`${root}/data/libvirt/cache`, '/var/cache/libvirt'],
  ]);
});

test('what it covers is made where it is missing, after packages that may bring it, and goes only when it is empty', () => {
  const step = find(create().configure(), '/run/libvirt');
  expect(step).toMatchObject({kind: 'directory', needs: ['packages:distro'], args: {contents: 'shared'}});
});

test('auto is KVM only where the probe says that guests are fast, and the reason is said', () => {
  const [values, notes] = [create().offer(debian.demands[0]).values, create().notes()];
  expect(values).toMatchObject({virt_type: 'qemu'});
  expect(notes).toEqual([`libvirt: guests run under qemu's own emulation, which is slow: ${software}`]);
  expect(create(fast).offer(debian.demands[0]).values).toMatchObject({virt_type: 'kvm'});
  expect(create(fast).notes()).toEqual([]);
});

test('what was chosen is taken, or refused with the reason', () => {
  const asked = (acceleration: string, machine: FakeContextSettings['machine'] = debian.machine) =>
    create({...debian, machine, options: {acceleration}});
  expect(asked('qemu', fast.machine).offer(debian.demands[0]).values).toMatchObject({virt_type: 'qemu'});
  expect(asked('qemu').notes()).toEqual([]);
  expect(asked('kvm').verify()).toEqual([
    {message: `guests cannot run with KVM here: ${software}`, suggestion: '--set libvirt.acceleration=qemu'},
  ]);
});

test('an ordinary user, and a Python that is not the one of the distribution, are told what to do', () => {
  const context = fakeComponentContext({name: 'libvirt', package: directory, ...debian, machine: {root: false}});
  const problems = new Libvirt({...context, python: {...context.python, interpreter: '/opt/python3.14'}}).verify();
  expect(problems.map(({suggestion}) => suggestion)).toEqual([
    expect.stringContaining('--set nova.hypervisor=fake'),
    '--set python.interpreter=/usr/bin/python3',
  ]);
});

test('a distro of which nothing is known is a problem', () => {
  expect(create({...debian, distro: {id: 'mine'}}).verify()).toEqual([
    {message: 'nothing is known of where mine has its Python binding', suggestion: '--set nova.hypervisor=fake'},
  ]);
});

test('nova gets the address of its socket and the binding, and waits for both', () => {
  expect(create().offer(debian.demands[0])).toEqual({
    values: {
      uri: `qemu+unix:///system?socket=${root}/run/libvirt/sockets/libvirt-sock`,
      virt_type: 'qemu',
      python: `${root}/data/libvirt/binding/usr/lib/python3/dist-packages`,
    },
    needs: ['libvirt/service:libvirtd', 'libvirt/unpacked:binding'],
  });
});

test('firmware of a guest speaks on its serial console', () => {
  const program = contentOf(create(debian), 'qemu-system-x86_64');
  expect(program).toMatch(/^\*guest=\*\)\n {2}set -- "\$@" -machine graphics=off$/m);
});

test('network cards of guests leave nothing to a switch in user space, and everything to one in the kernel', () => {
  const program = (settings: Partial<FakeContextSettings>) => contentOf(create(settings), 'qemu-system-x86_64');
  expect(program(switched('user'))).toContain('"$@" -global virtio-net-device.csum=off -global virtio-net-device.gu');
  expect(program(switched('kernel'))).not.toContain('-global');
  expect(program(debian)).not.toContain('-global');
  expect(program({...debian, options: {offload: 'off'}})).toContain('host_ufo=off');
  expect(program({...switched('user'), options: {offload: 'on'}})).not.toContain('-global');
});
