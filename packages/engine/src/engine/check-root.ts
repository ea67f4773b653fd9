import path from 'node:path';
import {DevstackError, type Host} from '@devstack/sdk';
import type {Installation} from './installation.ts';

const ENTER_BY_OTHERS = 0o001;

/** Services that run under an account of their own must be able to reach the root: every directory above it lets others pass. */
export async function checkRootReachable(host: Host, {root, account}: Installation): Promise<void> {
  for (let directory = path.dirname(root); directory !== path.dirname(directory); directory = path.dirname(directory)) {
    const info = await host.stat(directory);
    if (info === undefined || info.type !== 'directory' || (info.mode & ENTER_BY_OTHERS) !== 0) continue;
    throw new DevstackError(`cannot use ${root}: services run as ${account.user}, who may not enter ${directory}`, {
      code: 'DEVSTACK_ERR_ROOT_DIRECTORY',
      suggestions: [`chmod o+x ${directory}`, 'or choose another place with --directory'],
    });
  }
}
