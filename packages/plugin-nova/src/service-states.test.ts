import type {ServiceRecord} from '@devstack/openstack';
import {expect, test} from 'vitest';
import {partOf} from './service-states.ts';

const record = (changes: Partial<ServiceRecord> = {}): ServiceRecord => ({
  binary: 'nova-compute',
  host: 'compute-2',
  status: 'enabled',
  state: 'up',
  updated_at: '2026-11-22T19:25:27.000000',
  ...changes,
});

test('a compute is the service of its host, and its heartbeat is in UTC', () => {
  const heardAtMs = Date.UTC(2026, 10, 22, 19, 25, 27);
  const part = {program: 'nova-compute', host: 'compute-2', state: 'up', service: 'compute-2', heardAtMs};
  expect(partOf(record())).toEqual(part);
  expect(partOf(record({host: 'compute-1'})).service).toBe('compute');
  expect(partOf(record({binary: 'nova-conductor', host: 'controller'})).service).toBe('conductor');
});

test('a compute of somebody else is no service of ours', () => {
  for (const host of ['node-7', 'compute-0', 'compute-x']) expect(partOf(record({host}))).not.toHaveProperty('service');
});

test('one that is down is down whether it is disabled or not', () => {
  expect(partOf(record({state: 'down', status: 'disabled'})).state).toBe('down');
  expect(partOf(record({status: 'disabled'})).state).toBe('disabled');
});

test('one that never said anything was never heard of', () => {
  expect(partOf(record({updated_at: null}))).not.toHaveProperty('heardAtMs');
});
