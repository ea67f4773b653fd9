import {expect, test} from 'vitest';
import {type NetworkDevicesArgs, NetworkDevicesStep} from './network-devices-step.ts';
import {CONTEXT, FakeMachine} from './testing/fake-machine.ts';

const NETWORK = 'c916d8d6-ffc1-487e-9281-6ff1140e5d5f';
const args: NetworkDevicesArgs = {
  datapath: 'user',
  bridges: ['br-ex'],
  ranges: ['172.24.4.0/24'],
  as: 'root',
};
const fresh = {
  module: false,
  namespaces: false,
  namespacesMounted: false,
  served: [] as string[],
  iptablesLock: false,
  uuidClock: false,
};
const mounted = '42 95 0:58 /netns /run/netns rw,relatime shared:1 - tmpfs run rw';
const links = (...names: string[]) => ['Inter-|', ' face |', ...names.map((name) => `${name}: 0 0`)].join('\n');
const machine = () => new FakeMachine().file('/dev/net/tun').file('/proc/net/dev', links('lo', 'eth0'));
const revert = (of: FakeMachine, before: typeof fresh = fresh) =>
  new NetworkDevicesStep(of.host()).revert({args, before, after: null}, CONTEXT);

test('all that stands in the way is refused at once, and nothing is made', async () => {
  const bad = new FakeMachine().file('/proc/net/dev', links('lo', 'br-int'));
  const check = new NetworkDevicesStep(bad.host()).check(args, undefined);
  await expect(check).rejects.toThrow(/\/dev\/net\/tun is missing.*\n.*link br-int exists already/);
  await new NetworkDevicesStep(machine().host()).check(args, undefined);
  expect(bad.ran).toEqual([]);
});

test('what we made ourselves does not stand in the way', async () => {
  const own = machine().file('/proc/net/dev', links('lo', 'br-ex', 'br-int', 'ovs-netdev'));
  await new NetworkDevicesStep(own.host()).check(args, {args, before: fresh, after: null});
});

test('where the switch ended well there is nothing to take away', async () => {
  const clean = machine();
  expect(await revert(clean)).toEqual([]);
  expect(clean.ran).toEqual(['remove /run/netns', 'remove /run/xtables.lock', 'remove /var/lib/libuuid/clock.txt']);
});

test('links of a switch that was killed go, and those of the kernel with its data path', async () => {
  const left = machine().file('/proc/net/dev', links('lo', 'ovs-netdev', 'br-int', 'br-ex'));
  await revert(left);
  expect(left.ran.slice(0, 3)).toEqual(['ovs-netdev', 'br-int', 'br-ex'].map((name) => `ip link delete ${name}`));
  const kernel = machine().file('/proc/net/dev', links('lo', 'ovs-system', 'br-int'));
  const step = new NetworkDevicesStep(kernel.host());
  await step.revert({args: {...args, datapath: 'kernel'}, before: fresh, after: null}, CONTEXT);
  expect(kernel.ran[0]).toBe('ovs-dpctl del-dp ovs-system');
});

test('a namespace that the agent made goes, with the proxy in it, its link, and the mount for the first of them', async () => {
  const name = `ovnmeta-${NETWORK}`;
  const used = machine()
    .file('/proc/net/dev', links('lo', 'tapc916d8d6-f0'))
    .file(`/run/netns/${name}`)
    .file('/proc/self/mountinfo', mounted)
    .on(`ip netns pids ${name}`, {stdout: '71\n72\n'});
  await revert(used);
  expect(used.ran.slice(0, 4)).toEqual([
    `ip netns pids ${name}`,
    'kill -KILL 71 72',
    `ip netns delete ${name}`,
    'ip link delete tapc916d8d6-f0',
  ]);
});

test('a namespace of another agent that was there before stays', async () => {
  const name = `ovnmeta-${NETWORK}`;
  const shared = machine().file(`/run/netns/${name}`);
  expect(await revert(shared, {...fresh, namespaces: true, namespacesMounted: true, served: [name]})).toEqual([]);
  expect(shared.ran.filter((line) => line.startsWith('ip '))).toEqual([]);
});

test('namespaces of others keep the directory, and a mount that was there stays', async () => {
  const shared = machine().file('/run/netns/of-another').file('/proc/self/mountinfo', mounted);
  expect(await revert(shared)).toEqual([{what: '/run/netns', why: 'it holds namespaces of others: of-another'}]);
  expect(await revert(shared, {...fresh, namespaces: true, namespacesMounted: true})).toEqual([]);
  expect(shared.ran.filter((line) => line.startsWith('umount'))).toEqual([]);
});

test('a module that was loaded for the switch is unloaded when nobody uses it', async () => {
  const loaded = (users: string) => machine().file('/sys/module/openvswitch/refcnt', users);
  const [free, busy, before] = [loaded('0\n'), loaded('1\n'), loaded('0\n')];
  await revert(free);
  await revert(busy);
  await revert(before, {...fresh, module: true});
  expect(free.ran).toContain('modprobe -r openvswitch');
  for (const other of [busy, before]) expect(other.ran).not.toContain('modprobe -r openvswitch');
});
