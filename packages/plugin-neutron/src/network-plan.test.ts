import {expect, test} from 'vitest';
import {planNetworks} from './network-plan.ts';
import {type NetworkSettings, readNetworks} from './network-settings.ts';
import type {NetworkState} from './network-state.ts';

const empty: NetworkState = {networks: [], subnets: [], routers: [], interfaces: []};
const declared = {
  inner: {cidr: '10.11.0.0/24', routed_to: 'outer'},
  outer: {cidr: '172.24.4.0/24', external: true, physical_network: 'public'},
};
const wanted = readNetworks(declared);
const there: NetworkState = {
  networks: [
    network('n1', 'inner', {}),
    network('n2', 'outer', {
      'router:external': true,
      'provider:network_type': 'flat',
      'provider:physical_network': 'public',
    }),
  ],
  subnets: [
    {
      id: 's1',
      name: 'inner-subnet',
      network_id: 'n1',
      cidr: '10.11.0.0/24',
      enable_dhcp: true,
      dns_nameservers: [],
    },
    {
      id: 's2',
      name: 'outer-subnet',
      network_id: 'n2',
      cidr: '172.24.4.0/24',
      enable_dhcp: false,
      dns_nameservers: [],
    },
  ],
  routers: [{id: 'r1', name: 'outer-router', external_gateway_info: {network_id: 'n2'}}],
  interfaces: [{device_id: 'r1', fixed_ips: [{subnet_id: 's1'}]}],
};

function network(id: string, name: string, fields: object) {
  return {
    id,
    name,
    shared: false,
    'router:external': false,
    'provider:network_type': 'geneve',
    'provider:physical_network': null,
    'provider:segmentation_id': 5,
    ...fields,
  };
}

const plan = (state: NetworkState, now: readonly NetworkSettings[], before: readonly NetworkSettings[] = []) =>
  planNetworks(state, now, before).map((stage) =>
    stage.map((action) => {
      const {network: of, ...rest} = action as typeof action & {network?: NetworkSettings | string};
      const name = typeof of === 'object' ? of.name : of;
      return Object.values(name === undefined ? rest : {...rest, name}).join(' ');
    }),
  );

test('where there is nothing, all is made: networks, their subnets, the router, its interface', () => {
  expect(plan(empty, wanted)).toEqual([
    ['create-network inner', 'create-network outer'],
    ['create-subnet 10.11.0.0/24 inner', 'create-subnet 172.24.4.0/24 outer'],
    ['create-router outer-router outer'],
    ['attach outer-router 10.11.0.0/24 inner'],
  ]);
});

test('where all is as declared there is nothing to do', () => {
  expect(plan(there, wanted, wanted)).toEqual([]);
});

test('a range of addresses that changed is taken from the router, made anew and connected again', () => {
  const moved = readNetworks({...declared, inner: {cidr: '10.12.0.0/24', routed_to: 'outer'}});
  expect(plan(there, moved, wanted)).toEqual([
    ['detach outer-router r1 s1'],
    ['remove subnet s1 inner-subnet'],
    ['create-subnet 10.12.0.0/24 inner'],
    ['attach outer-router 10.12.0.0/24 inner'],
  ]);
});

test('what is not declared any more goes, last what others stand on; what the user made stays', () => {
  const state = {...there, networks: [...there.networks, network('n9', 'of-the-user', {})]};
  expect(plan(state, [], wanted)).toEqual([
    ['detach outer-router r1 s1'],
    ['remove router r1 outer-router'],
    ['remove subnet s1 inner-subnet', 'remove subnet s2 outer-subnet'],
    ['remove network n1 inner', 'remove network n2 outer'],
  ]);
});

test('what can be changed is changed: shared, DHCP, name servers', () => {
  const changed = readNetworks({
    inner: {cidr: '10.11.0.0/24', routed_to: 'outer', shared: true, dhcp: false, dns: '192.0.2.1'},
    outer: declared.outer,
  });
  expect(plan(there, changed, wanted)).toEqual([['change-network n1 inner'], ['change-subnet s1 10.11.0.0/24 inner']]);
});

test('an external network of another kind is replaced, and with it the router that leads there', () => {
  const other = readNetworks({
    inner: declared.inner,
    outer: {cidr: '172.24.4.0/24', external: true, type: 'vlan', physical_network: 'public', segment: 9},
  });
  expect(plan(there, other, wanted)).toEqual([
    ['detach outer-router r1 s1'],
    ['remove router r1 outer-router'],
    ['remove subnet s2 outer-subnet'],
    ['remove network n2 outer'],
    ['create-network outer'],
    ['create-subnet 172.24.4.0/24 outer'],
    ['create-router outer-router outer'],
    ['attach outer-router 10.11.0.0/24 inner'],
  ]);
});

test('a network that is not routed any more leaves the router, which goes with the last', () => {
  const alone = readNetworks({...declared, inner: {cidr: '10.11.0.0/24'}});
  expect(plan(there, alone, wanted)).toEqual([['detach outer-router r1 s1'], ['remove router r1 outer-router']]);
});

test('a run that was interrupted goes on where it ended', () => {
  const half = {...there, routers: [], interfaces: [], subnets: there.subnets.slice(0, 1)};
  expect(plan(half, wanted, wanted)).toEqual([
    ['create-subnet 172.24.4.0/24 outer'],
    ['create-router outer-router outer'],
    ['attach outer-router 10.11.0.0/24 inner'],
  ]);
});
