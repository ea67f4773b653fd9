import type {PartState} from '@devstack/sdk';

/** A row of `GET /os-services`, as the Compute and the Block Storage service answer it. */
export interface ServiceRecord {
  /** `nova-compute` */
  readonly binary: string;
  readonly host: string;
  readonly status: 'enabled' | 'disabled';
  readonly state: 'up' | 'down';
  /** The last heartbeat, in UTC, without saying so; null before the first one. */
  readonly updated_at: string | null;
}

/** What `devstack status` shows of it. @param service of the component, that it is; undefined for what devstack does not run */
export function partOfService(
  {binary, host, status, state, updated_at: heard}: ServiceRecord,
  service?: string,
): PartState {
  return {
    program: binary,
    host,
    state: state === 'down' ? 'down' : status === 'disabled' ? 'disabled' : 'up',
    ...(service === undefined ? {} : {service}),
    ...(heard === null ? {} : {heardAtMs: Date.parse(`${heard}Z`)}),
  };
}
