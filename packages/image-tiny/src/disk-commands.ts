import type {Argv} from '@devstack/sdk';
import {PARTITION_OFFSET, PARTITION_SECTOR, partitionSectors} from './partition-table.ts';

const inPartition = (disk: string): readonly string[] => ['-i', `${disk}@@${PARTITION_OFFSET}`];

export function formatCommand(disk: string, bytes: number): Argv {
  const geometry = ['-T', `${partitionSectors(bytes)}`, '-h', '16', '-s', '64', '-H', `${PARTITION_SECTOR}`];
  return ['mformat', ...inPartition(disk), ...geometry, '::'];
}

export function copyCommand(disk: string, file: string, name: string): Argv {
  return ['mcopy', ...inPartition(disk), file, `::${name}`];
}

export function bootLoaderCommand(disk: string): Argv {
  return ['syslinux', '-i', '-t', `${PARTITION_OFFSET}`, disk];
}

export function convertCommand(disk: string, qcow2: string): Argv {
  return ['qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', disk, qcow2];
}

/** The loader of a tree of unpacked packages says which libraries a program in it uses. */
export function librariesCommand(loader: string, directories: readonly string[], program: string): Argv {
  return [loader, '--library-path', directories.join(':'), '--list', program];
}
