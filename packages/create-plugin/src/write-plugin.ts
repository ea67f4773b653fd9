import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {DevstackError} from '@devstack/sdk';
import {makePluginFiles} from './plugin-files.ts';
import type {PluginPlan} from './plugin-plan.ts';

/** Writes a new plugin into a directory that is not there, or empty. Returns the paths of its files. */
export function writePlugin(plan: PluginPlan): readonly string[] {
  requireEmpty(plan.directory);
  return makePluginFiles(plan).map(({path, content}) => {
    const file = join(plan.directory, path);
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, content, {flag: 'wx'});
    return path;
  });
}

function requireEmpty(directory: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw refuse(directory, 'it is not a directory that can be read', error);
  }
  if (names.length > 0) throw refuse(directory, 'there is something in it');
}

function refuse(directory: string, why: string, cause?: unknown): DevstackError {
  return new DevstackError(`cannot make a plugin in ${directory}: ${why}; name another with --directory`, {
    code: 'DEVSTACK_ERR_EXISTS',
    cause,
  });
}
