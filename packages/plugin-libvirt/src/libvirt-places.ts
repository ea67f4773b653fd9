import {join} from 'node:path/posix';
import type {ComponentPaths} from '@devstack/sdk';

/** Paths that are compiled into libvirtd: what it finds there is ours, by the name of the place that covers them. */
export const MACHINE_DIRECTORIES = {
  configuration: '/etc/libvirt',
  sockets: '/run/libvirt',
  state: '/var/lib/libvirt',
  messages: '/var/log/libvirt',
  cache: '/var/cache/libvirt',
} as const;

/** Directories of ours. Guests are defined in `configuration`. */
export interface LibvirtPlaces extends Readonly<Record<keyof typeof MACHINE_DIRECTORIES, string>> {
  readonly data: string;
  readonly log: string;
  readonly run: string;
  /** Comes first in libvirtd's PATH. */
  readonly programs: string;
}

export function libvirtPlaces({data, log, run}: Pick<ComponentPaths, 'data' | 'log' | 'run'>): LibvirtPlaces {
  return {
    data,
    log,
    run,
    programs: join(data, 'bin'),
    configuration: join(data, 'etc'),
    sockets: join(run, 'sockets'),
    state: join(data, 'lib'),
    messages: join(log, 'guests'),
    cache: join(data, 'cache'),
  };
}
