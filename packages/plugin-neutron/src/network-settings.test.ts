import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {dnsOf, networkProblems, readNetworks} from './network-settings.ts';
import {withFloatingRange} from './outside.ts';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const {networks, floating_range: range} = manifest.devstack.provides.component.neutron.options;
const defaults = withFloatingRange(networks.default, range.default);
const messages = (networks: object, physical = ['public']) =>
  networkProblems(networks as never, physical).map(({message}) => message);

test('without configuration: a private network, routed to an external one', () => {
  expect(messages(defaults)).toEqual([]);
  expect(readNetworks(defaults)).toEqual([
    {
      name: 'private',
      cidrs: ['10.11.0.0/24'],
      isExternal: false,
      isShared: false,
      hasDhcp: true,
      dns: [],
      routedTo: 'public',
    },
    {
      name: 'public',
      cidrs: ['172.24.4.0/24'],
      isExternal: true,
      isShared: false,
      hasDhcp: false,
      type: 'flat',
      physicalNetwork: 'public',
      dns: [],
    },
  ]);
});

test('a text is a range of addresses', () => {
  expect(readNetworks({solo: '10.98.0.0/24'})[0]).toMatchObject({name: 'solo', cidrs: ['10.98.0.0/24']});
});

test('a subnet gets the name servers of its own family', () => {
  const [network] = readNetworks({both: {cidr: ['10.0.0.0/24', 'fd00::/64'], dns: ['192.0.2.1', '2001:db8::1']}});
  expect(dnsOf(network!, '10.0.0.0/24')).toEqual(['192.0.2.1']);
  expect(dnsOf(network!, 'fd00::/64')).toEqual(['2001:db8::1']);
});

test('every mistake is named, all at once', () => {
  expect(
    messages({
      a: {cidr: '10.0.0.0/33'},
      b: {cdir: '10.0.0.0/24'},
      c: {cidr: '10.0.0.0/24', routed_to: 'a'},
      d: {physical_network: 'elsewhere'},
      e: 5,
    }),
  ).toEqual([
    'cidr of network a is "10.0.0.0/33", and should be a range of addresses such as 10.11.0.0/24, or a list of them',
    expect.stringContaining("network b has the unknown key 'cdir'; known are cidr,"),
    'network e is 5, and should say its cidr',
    'network c is routed to a, which is no external network of neutron.networks',
    'network d is on elsewhere, which neutron.physical_networks lacks',
  ]);
});
