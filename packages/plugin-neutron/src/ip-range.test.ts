import {expect, test} from 'vitest';
import {gatewayOf, isIpv4Range, overlaps, readRoutes} from './ip-range.ts';

test('the gateway is the first address of a range', () => {
  expect(gatewayOf('172.24.4.0/24')).toBe('172.24.4.1/24');
  expect(gatewayOf('172.24.4.128/25')).toBe('172.24.4.129/25');
});

test('ranges overlap when they have an address in common', () => {
  expect(overlaps('172.24.4.0/24', '172.24.0.0/16')).toBe(true);
  expect(overlaps('172.24.4.200/32', '172.24.4.0/24')).toBe(true);
  expect(overlaps('172.24.4.0/24', '172.24.5.0/24')).toBe(false);
  expect(overlaps('255.255.255.0/24', '0.0.0.0/1')).toBe(false);
});

test('what is no range is known', () => {
  expect(['172.24.4.0/24', '172.24.4.0', '172.24.4.0/33', 'fd00::/64', 'x/1'].map(isIpv4Range)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('the routes of the kernel, without the default one', () => {
  const table = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
    'br-ex\t000418AC\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    '',
  ].join('\n');
  expect(readRoutes(table)).toEqual([
    {range: '192.168.0.0/16', link: 'eth0'},
    {range: '172.24.4.0/24', link: 'br-ex'},
  ]);
});
