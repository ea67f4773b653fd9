import type {PartState} from '@devstack/sdk';
import {serviceOnHost} from './compute-hosts.ts';

/** A row of `GET /os-services`. */
export interface ServiceRecord {
  readonly binary: string;
  readonly host: string;
  readonly status: 'enabled' | 'disabled';
  readonly state: 'up' | 'down';
  /** The last heartbeat, in UTC, without saying so; null before the first one. */
  readonly updated_at: string | null;
}

export function partOf({binary, host, status, state, updated_at: heard}: ServiceRecord): PartState {
  const service = binary === 'nova-compute' ? serviceOnHost(host) : binary.replace(/^nova-/, '');
  return {
    program: binary,
    host,
    state: state === 'down' ? 'down' : status === 'disabled' ? 'disabled' : 'up',
    ...(service === undefined ? {} : {service}),
    ...(heard === null ? {} : {heardAtMs: Date.parse(`${heard}Z`)}),
  };
}
