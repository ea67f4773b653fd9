import {join} from 'node:path/posix';
import type {ComponentPaths} from '@devstack/sdk';

/** A compute: a service, and what nova calls a host. */
export interface ComputeHost {
  /** Of the service and of the host: `compute`, `compute-2`. */
  readonly name: string;
  /** Name of its configuration file. */
  readonly configuration: string;
  readonly state: string;
}

/** The first is called the same however many there are: its servers stay its own when others come. */
export function computeHosts(count: number, {data}: Pick<ComponentPaths, 'data'>): readonly ComputeHost[] {
  return Array.from({length: count}, (_, index) => {
    const name = index === 0 ? 'compute' : `compute-${index + 1}`;
    return {name, configuration: `nova-${name}.conf`, state: join(data, name)};
  });
}
