import {describe, expect, test} from 'vitest';
import {findAddress} from './own-address.ts';

const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const docker = 'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n';
const wifi =
  'wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\nwlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n';
const wire =
  'eth0\t00000000\t010010AC\t0003\t0\t0\t100\t00000000\t0\t0\t0\neth0\t000010AC\t00000000\t0001\t0\t0\t100\t0000FCFF\t0\t0\t0\n';
const trie = ['127.0.0.1', '172.17.0.1', '192.168.1.23', '172.16.2.9']
  .map(
    (ip) =>
      `           |-- ${ip}\n              /32 host LOCAL\n           |-- 10.0.0.255\n              /32 link BROADCAST\n`,
  )
  .join('');

describe("the machine's address", () => {
  test.each([
    ['beside the default route, not that of a bridge', header + docker + wifi, '192.168.1.23'],
    ['of the default route with the smaller metric', header + docker + wifi + wire, '172.16.2.9'],
    ['any that is not loopback where there is no default route', header + docker, '172.17.0.1'],
  ])('is the one %s', (_, routes, address) => {
    expect(findAddress(routes, trie)).toBe(address);
  });

  test('is loopback on a machine without a network', () => {
    expect(findAddress(header, '  |-- 127.0.0.1\n     /32 host LOCAL\n')).toBe('127.0.0.1');
    expect(findAddress('', '')).toBe('127.0.0.1');
  });
});
