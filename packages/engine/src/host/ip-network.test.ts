import {expect, test} from 'vitest';
import {contains, overlaps, parseNetwork, showNetwork, toAddress, toNumber} from './ip-network.ts';

test('addresses are numbers, without a sign', () => {
  expect(toNumber('255.255.255.255')).toBe(2 ** 32 - 1);
  expect(toAddress(toNumber('172.24.4.1'))).toBe('172.24.4.1');
});

test('a network begins where its prefix says', () => {
  expect(showNetwork(parseNetwork('172.24.4.77/24')!)).toBe('172.24.4.0/24');
  expect(showNetwork(parseNetwork('1.2.3.4/0')!)).toBe('0.0.0.0/0');
});

test.each(['172.24.4.0', '172.24.4.0/33', '172.24.4.256/24', 'fd00::/8', '', '1.2.3/24'])(
  '%j is no network',
  (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  },
);

test('networks overlap when one is in the other', () => {
  const [wide, narrow, beside] = ['10.0.0.0/8', '10.231.0.0/16', '11.0.0.0/8'].map((text) => parseNetwork(text)!);
  expect(overlaps(wide!, narrow!)).toBe(true);
  expect(overlaps(narrow!, wide!)).toBe(true);
  expect(overlaps(wide!, beside!)).toBe(false);
  expect(contains(wide!, toNumber('10.255.255.255'))).toBe(true);
});
