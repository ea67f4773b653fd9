import {expect, test} from 'vitest';
import {showNetwork, toAddress} from './ip-network.ts';
import {parseRoutes} from './network-tables.ts';

const TABLE = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t5D45D50A\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t5C45D50A\t00000000\t0001\t0\t0\t0\tFCFFFFFF\t0\t0\t0
host1\t0104180A\t00000000\t0001\t0\t0\t7\tFFFFFFFF\t0\t0\t0
`;

test('routes are read with network, gateway and device', () => {
  const routes = parseRoutes(TABLE).map((route) => [showNetwork(route), toAddress(route.gateway), route.device]);
  expect(routes).toEqual([
    ['0.0.0.0/0', '10.213.69.93', 'eth0'],
    ['10.213.69.92/30', '0.0.0.0', 'eth0'],
    ['10.24.4.1/32', '0.0.0.0', 'host1'],
  ]);
});

test('a machine without routes has none', () => {
  expect(parseRoutes('')).toEqual([]);
});
