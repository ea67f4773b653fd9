import {join} from 'node:path/posix';
import type {ComponentPaths} from '@devstack/sdk';

/** A compute: a service, and what nova calls a host. */
export interface ComputeHost {
  /** `compute`, `compute-2` */
  readonly service: string;
  /** `compute-1`, `compute-2`: the fake hypervisor takes `compute` for a test of its own, and calls its node differently. */
  readonly host: string;
  /** Name of its configuration file. */
  readonly configuration: string;
  readonly state: string;
}

/** The first is called the same however many there are: its servers stay its own when others come. */
export function computeHosts(count: number, {data}: Pick<ComponentPaths, 'data'>): readonly ComputeHost[] {
  return Array.from({length: count}, (_, index) => {
    const host = `compute-${index + 1}`;
    const service = index === 0 ? 'compute' : host;
    return {service, host, configuration: `nova-${service}.conf`, state: join(data, host)};
  });
}
