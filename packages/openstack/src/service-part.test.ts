import {expect, test} from 'vitest';
import {partOfService, type ServiceRecord} from './service-part.ts';

const record: ServiceRecord = {
  binary: 'cinder-volume',
  host: 'controller@file',
  status: 'enabled',
  state: 'up',
  updated_at: '2026-11-22T19:25:27.000000',
};

test('a heartbeat is in UTC', () => {
  const heardAtMs = Date.UTC(2026, 10, 22, 19, 25, 27);
  const part = {program: 'cinder-volume', host: 'controller@file', state: 'up', service: 'volume', heardAtMs};
  expect(partOfService(record, 'volume')).toEqual(part);
});

test('one that is down is down whether it is disabled or not', () => {
  expect(partOfService({...record, state: 'down', status: 'disabled'}).state).toBe('down');
  expect(partOfService({...record, status: 'disabled'}).state).toBe('disabled');
});

test('one that never said anything was never heard of, and what is nobody’s service has no name', () => {
  const part = partOfService({...record, updated_at: null});
  expect(part).not.toHaveProperty('heardAtMs');
  expect(part).not.toHaveProperty('service');
});
