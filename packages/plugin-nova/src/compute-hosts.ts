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

const HOST = /^compute-([1-9]\d*)$/;

/** The service of a host; undefined for one that is not of ours. */
export function serviceOnHost(host: string): string | undefined {
  const [, number] = HOST.exec(host) ?? [];
  return number === undefined ? undefined : serviceOf(Number(number));
}

function serviceOf(number: number): string {
  return number === 1 ? 'compute' : `compute-${number}`;
}

/** The first is called the same however many there are: its servers stay its own when others come. */
export function computeHosts(count: number, {data}: Pick<ComponentPaths, 'data'>): readonly ComputeHost[] {
  return Array.from({length: count}, (_, index) => {
    const host = `compute-${index + 1}`;
    const service = serviceOf(index + 1);
    return {service, host, configuration: `nova-${service}.conf`, state: join(data, host)};
  });
}
