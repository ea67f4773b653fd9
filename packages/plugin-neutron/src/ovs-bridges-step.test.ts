import {expect, test} from 'vitest';
import {type OvsBridgesArgs, OvsBridgesStep} from './ovs-bridges-step.ts';
import {CONTEXT, FakeMachine} from './testing/fake-machine.ts';

const args: OvsBridgesArgs = {
  socket: '/run/ovs.sock',
  type: 'netdev',
  bridges: [{name: 'br-ex', addresses: ['172.24.4.1/24']}],
  as: 'root',
};
const applied = {args, before: null, after: null};
const vsctl = 'ovs-vsctl --db=unix:/run/ovs.sock --timeout=10 --no-syslog';
const warnings: string[] = [];
const ignore = (): undefined => undefined;
const stepOn = (machine: FakeMachine) =>
  new OvsBridgesStep(machine.host(), {debug: ignore, info: ignore, warn: (line) => warnings.push(line)});
const addressed = (...addresses: string[]) => ({
  stdout: JSON.stringify([{addr_info: addresses.map((local) => ({local, prefixlen: 24, scope: 'global'}))}]),
});

test('a bridge is made, with the addresses of this machine and no others', async () => {
  const machine = new FakeMachine();
  await stepOn(machine).apply(args, undefined, CONTEXT);
  expect(machine.ran).toEqual([
    `${vsctl} -- --may-exist add-br br-ex -- set Bridge br-ex datapath_type=netdev fail_mode=standalone`,
    'ip address flush dev br-ex scope global',
    'ip address add 172.24.4.1/24 dev br-ex',
    'ip link set br-ex up',
  ]);
});

test('a bridge that has lost its address is made once more', async () => {
  const probe = (answer: object) => stepOn(new FakeMachine().on('ip -json', answer)).probe(args, applied);
  expect(await probe(addressed('172.24.4.1'))).toBe('present');
  expect(await probe(addressed('192.0.2.1'))).toBe('changed');
  expect(await probe({code: 1})).toBe('changed');
  expect(await stepOn(new FakeMachine()).probe(args, undefined)).toBe('absent');
});

test('taken back, all bridges go, also the one that ovn-controller made', async () => {
  const machine = new FakeMachine().on(`${vsctl} list-br`, {stdout: 'br-ex\nbr-int\n'});
  await stepOn(machine).revert(applied, CONTEXT);
  expect(machine.ran.at(-1)).toBe(`${vsctl} -- --if-exists del-br br-ex -- --if-exists del-br br-int`);
});

test('the link of a guest whose hypervisor was killed goes too, and what somebody else plugged in stays', async () => {
  const names = ['tapba5c1aa9-39', 'eth7'];
  const machine = new FakeMachine()
    .file('/proc/net/dev', names.map((name) => `${name}: 0 0`).join('\n'))
    .on(`${vsctl} list-br`, {stdout: 'br-int\n'})
    .on(`${vsctl} list-ports br-int`, {stdout: [...names, 'tap01234567-89'].join('\n')});
  await stepOn(machine).revert(applied, CONTEXT);
  expect(machine.ran.filter((line) => line.startsWith('ip '))).toEqual(['ip link delete tapba5c1aa9-39']);
});

test('a switch that has died does not keep a stop from going on, and it is said', async () => {
  const machine = new FakeMachine().on(vsctl, {code: 2});
  expect(await stepOn(machine).revert(applied, CONTEXT)).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('bridges stay in the database of Open vSwitch')]);
});
