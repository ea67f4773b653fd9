import {expect, test} from 'vitest';
import {type SwitchSurroundings, switchProblems, type WantedSwitch} from './switch-problems.ts';

const machine: SwitchSurroundings = {
  isRoot: true,
  hasTun: true,
  hasModule: false,
  links: ['lo', 'eth0'],
  routes: [{range: '192.168.1.0/24', link: 'eth0'}],
  isSwitchRunning: false,
};
const wanted: WantedSwitch = {datapath: 'user', bridges: ['br-ex'], ranges: ['172.24.4.0/24']};
const problems = (changes: Partial<SwitchSurroundings>, want: Partial<WantedSwitch> = {}) =>
  switchProblems({...wanted, ...want}, {...machine, ...changes});

test('an ordinary machine will do', () => {
  expect(problems({})).toEqual([]);
  expect(problems({hasTun: false, hasModule: true}, {datapath: 'kernel'})).toEqual([]);
});

test('what is missing is named, with what to do', () => {
  const [root, tun] = problems({isRoot: false, hasTun: false});
  expect(root).toMatchObject({message: expect.stringContaining('needs root')});
  expect(tun).toMatchObject({
    message: expect.stringContaining('/dev/net/tun is missing'),
    suggestion: expect.stringContaining('mknod -m 666 /dev/net/tun c 10 200'),
  });
  expect(problems({}, {datapath: 'kernel'})).toMatchObject([
    {message: expect.stringContaining('module openvswitch'), suggestion: '--set neutron.datapath=user'},
  ]);
});

test('another switch that runs is told from links that a dead one has left', () => {
  const links = ['lo', 'ovs-netdev', 'br-int'];
  expect(problems({links, isSwitchRunning: true})).toMatchObject([
    {message: 'another Open vSwitch runs here, and has the links ovs-netdev, br-int'},
  ]);
  expect(problems({links})).toMatchObject([
    {suggestion: "if they are nobody's: ip link delete ovs-netdev; ip link delete br-int"},
  ]);
});

test('a switch of the kernel does not mind one in user space that has other bridges', () => {
  expect(problems({links: ['ovs-netdev'], hasModule: true, isSwitchRunning: true}, {datapath: 'kernel'})).toEqual([]);
});

test('a floating range in which the machine has a route is refused, unless it is the own bridge', () => {
  const routes = [{range: '172.24.0.0/16', link: 'tun0'}];
  expect(problems({routes})).toMatchObject([
    {
      message: expect.stringContaining(
        '172.24.4.0/24 is in use on this machine: 172.24.0.0/16 is reached through tun0',
      ),
    },
  ]);
  expect(problems({routes: [{range: '172.24.4.0/24', link: 'br-ex'}]})).toEqual([]);
});
