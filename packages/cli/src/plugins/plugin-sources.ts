import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {DevstackError, messageOf} from '@devstack/sdk';
import {type Candidate, checkCandidate} from './plugin-candidate.ts';

/** The plugin whose sources are in a directory. Throws when it is none for this devstack. */
export async function readSources(
  root: string,
  sdkVersion: string,
): Promise<{readonly name: string; readonly version: string; readonly entry: string}> {
  const candidate = await readPackage(path.join(root, 'package.json'));
  checkCandidate(candidate, sdkVersion);
  const {name, version, devstack} = candidate;
  return {name, version, entry: path.join(root, String((devstack as {readonly entry?: unknown}).entry))};
}

async function readPackage(file: string): Promise<Candidate> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new DevstackError(`cannot link ${path.dirname(file)}: ${messageOf(cause)}`, {
      code: 'DEVSTACK_ERR_PLUGIN_MANIFEST',
      suggestions: ['name the directory that has the package.json of the plugin'],
      cause,
    });
  }
}
