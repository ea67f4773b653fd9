import {expect, test} from 'vitest';
import {earlierUnits, readAfter} from './unit-order.ts';

const services = {
  'database.service': [],
  'keystone.service': ['database.service'],
  'nova.service': ['database.service', 'keystone.service'],
};

test('a new service comes after all that are there', () => {
  expect(earlierUnits('glance.service', new Map(Object.entries(services)))).toEqual(Object.keys(services).sort());
});

test('a service that is started anew does not come after those that wait for it', () => {
  const all = new Map(Object.entries(services));
  expect(earlierUnits('keystone.service', all)).toEqual(['database.service']);
  expect(earlierUnits('database.service', all)).toEqual([]);
});

test('also not after those that wait for it by way of others', () => {
  const chain = new Map([
    ['b.service', ['a.service']],
    ['c.service', ['b.service']],
    ['d.service', []],
  ]);
  expect(earlierUnits('a.service', chain)).toEqual(['d.service']);
});

test('only services are read from a unit file', () => {
  expect(readAfter('[Unit]\nAfter=network-online.target a.service b.service\n')).toEqual(['a.service', 'b.service']);
  expect(readAfter('[Unit]\n')).toEqual([]);
});
