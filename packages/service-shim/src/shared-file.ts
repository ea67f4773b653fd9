import {randomUUID} from 'node:crypto';
import type {Host, WriteOptions} from '@devstack/sdk';

/** Writes a file that others may be writing at the same moment: a host may use one temporary name per file. */
export async function writeSharedFile(host: Host, path: string, content: string, options: WriteOptions): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  await host.writeFile(temporary, content, options);
  await host.rename(temporary, path);
}
