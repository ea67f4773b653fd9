import {join} from 'node:path/posix';
import type {Argv} from '@devstack/sdk';
import {type LibvirtPlaces, MACHINE_DIRECTORIES} from './libvirt-places.ts';

/** libvirtd in a mount namespace of its own: the process stays the same from unshare to libvirtd. */
export function launchCommand(etc: string, places: LibvirtPlaces, virtType: 'kvm' | 'qemu'): Argv {
  const covers = (Object.keys(MACHINE_DIRECTORIES) as (keyof typeof MACHINE_DIRECTORIES)[]).flatMap((place) => [
    places[place],
    MACHINE_DIRECTORIES[place],
  ]);
  const unshare = ['unshare', '--mount', '--propagation', 'private'] as const;
  const {programs, run} = places;
  const fixed = [virtType, join(etc, 'libvirtd.conf'), programs, run];
  return [...unshare, 'sh', join(etc, 'launch-libvirtd.sh'), ...fixed, ...covers];
}
