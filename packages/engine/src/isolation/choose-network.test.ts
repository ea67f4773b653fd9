import {expect, test} from 'vitest';
import {parseNetwork} from '../host/ip-network.ts';
import {chooseNetwork, type Taken} from './choose-network.ts';

const nothing: Taken = {networks: [], addresses: [], links: []};
const taking = (...networks: readonly string[]): Taken => ({
  ...nothing,
  networks: networks.map((text) => parseNetwork(text)!),
});

test('a cloud gets two addresses of a network of four, and a name for its link that the kernel takes', () => {
  const plan = chooseNetwork('/opt/openstack', '10.231.0.0/16', nothing)!;
  const [outside, inside] = [plan.outside, plan.inside].map((address) => address.split('.').map(Number));
  expect(outside!.slice(0, 2)).toEqual([10, 231]);
  expect(outside![3]! % 4).toBe(1);
  expect(inside).toEqual([...outside!.slice(0, 3), outside![3]! + 1]);
  expect(plan.link).toMatch(/^devstack[0-9a-f]{6}$/);
  expect(plan.link.length).toBeLessThan(16);
});

test('the same directory gives the same, another one something else', () => {
  const choose = (root: string) => chooseNetwork(root, '10.231.0.0/16', nothing);
  expect(choose('/opt/openstack')).toEqual(choose('/opt/openstack'));
  expect(choose('/opt/openstack')).not.toEqual(choose('/opt/other'));
});

test('what the machine has a route to, or an address in, is not taken', () => {
  const range = '10.231.0.0/29';
  const both = ['10.231.0.2', '10.231.0.6'];
  const free = (taken: Taken) => chooseNetwork('/opt/openstack', range, taken)?.inside;
  expect(both).toContain(free(nothing));
  expect(free(taking('10.231.0.0/30'))).toBe('10.231.0.6');
  expect(free(taking('10.231.0.4/30'))).toBe('10.231.0.2');
  expect(free({...nothing, addresses: ['10.231.0.7']})).toBe('10.231.0.2');
});

test('a default route takes nothing, and a route to everything around leaves nothing', () => {
  expect(chooseNetwork('/opt/openstack', '10.231.0.0/16', taking('0.0.0.0/0'))).toBeDefined();
  expect(chooseNetwork('/opt/openstack', '10.231.0.0/16', taking('10.0.0.0/8'))).toBeUndefined();
});

test('a link that is there already has its name', () => {
  const {link} = chooseNetwork('/opt/openstack', '10.231.0.0/16', nothing)!;
  expect(chooseNetwork('/opt/openstack', '10.231.0.0/16', {...nothing, links: [link]})!.link).not.toBe(link);
});
