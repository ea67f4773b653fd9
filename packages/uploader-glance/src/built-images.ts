import {join} from 'node:path';
import {DevstackError, type Downloads} from '@devstack/sdk';

/** `tiny` of `build+tiny:image`. */
export function buildName(location: string): string {
  return /^build\+([a-z0-9-]+):/.exec(location)?.[1] ?? location;
}

/** Where an image that is built here stays, so that it is built once. */
export function builtDirectory(cache: string, location: string): string {
  return join(cache, buildName(location));
}

/** Why an image cannot be built here; undefined when it can. */
export async function whyNotBuilt(downloads: Downloads, location: string): Promise<string | undefined> {
  try {
    return await downloads.unreachable(location);
  } catch (error) {
    if (!DevstackError.is(error) || error.code !== 'DEVSTACK_ERR_UNKNOWN_NAME') throw error;
    return `no installed plugin builds '${buildName(location)}'; devstack itself builds 'tiny'`;
  }
}
