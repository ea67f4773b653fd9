import {expect, test} from 'vitest';
import {readNetworks} from './network-settings.ts';
import {bridgeMappings, floatingRangeProblems, outerBridges, outerRanges, withFloatingRange} from './outside.ts';

const networks = readNetworks({
  inner: '10.0.0.0/24',
  public: {external: true, physical_network: 'public', cidr: ['172.24.4.0/24', 'fd00::/64']},
  tagged: {external: true, type: 'vlan', physical_network: 'office', segment: 5, cidr: '192.0.2.0/24'},
});

test('an external network that has no range has the one for floating IPs; what has one keeps it', () => {
  const declared = {a: {external: true}, b: {external: true, cidr: '192.0.2.0/24'}, c: '10.0.0.0/24', d: {}};
  expect(withFloatingRange(declared, '172.24.4.0/24')).toEqual({
    ...declared,
    a: {external: true, cidr: '172.24.4.0/24'},
  });
});

test('each physical network has a bridge, the first of them br-ex', () => {
  expect(bridgeMappings(['public', 'office'])).toBe('public:br-ex,office:br-office');
});

test('on a bridge this machine is the gateway of the flat networks that are there', () => {
  expect(outerBridges(['public', 'office'], networks)).toEqual([
    {name: 'br-ex', addresses: ['172.24.4.1/24']},
    {name: 'br-office', addresses: []},
  ]);
  expect(outerRanges(networks)).toEqual(['172.24.4.0/24']);
});

test('what cannot be a floating range is refused, as it was written', () => {
  expect(floatingRangeProblems('172.24.4.0/24')).toEqual([]);
  for (const wrong of ['172.24.4.0', '172.24.4.0/31', 'fd00::/64'])
    expect(floatingRangeProblems(wrong)).toEqual([{message: expect.stringContaining(`'${wrong}'`)}]);
});
