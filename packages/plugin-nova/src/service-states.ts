import {partOfService, type ServiceRecord} from '@devstack/openstack';
import type {PartState} from '@devstack/sdk';
import {serviceOnHost} from './compute-hosts.ts';

export function partOf(record: ServiceRecord): PartState {
  const {binary, host} = record;
  return partOfService(record, binary === 'nova-compute' ? serviceOnHost(host) : binary.replace(/^nova-/, ''));
}
