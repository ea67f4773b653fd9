import {dirname} from 'node:path';
import type {Host} from '@devstack/sdk';

/** A directory and what is missing above it, readable for everybody. */
export async function makeDirectories(host: Host, path: string): Promise<void> {
  if ((await host.stat(path)) !== undefined) return;
  await makeDirectories(host, dirname(path));
  await host.makeDirectory(path, {mode: 0o755});
}
