import {stat} from 'node:fs/promises';
import path from 'node:path';
import {combineErrors, DevstackError} from '@devstack/sdk';
import {createExplorer} from './explorer.ts';

export interface ConfigurationFile {
  readonly path: string;
  readonly content: string;
}

const NAMES = ['stack.ini', 'devstack.yaml', 'devstack.yml', 'devstack.json', '.devstackrc', 'package.json'];

/** The configuration file of each of these directories, where there is one. Runs no code of what it finds. */
export async function findConfigurationFiles(
  directories: readonly string[],
  names: readonly string[] = NAMES,
): Promise<readonly ConfigurationFile[]> {
  const loaders = {'.ini': keep, '.yaml': keep, '.yml': keep, '.json': keepJson, noExt: keep};
  // One explorer for each name: one for all of them would stop at the first file and say nothing of the second.
  const explorers = names.map((name) => createExplorer([name], loaders));
  const found = await Promise.all(
    directories.map(async (directory) => {
      const results = await Promise.all(explorers.map((explorer) => explorer.search(directory)));
      return results.flatMap((it) => (it === null || it.isEmpty === true ? [] : [it.config as ConfigurationFile]));
    }),
  );
  const several = found.filter((files) => files.length > 1);
  if (several.length > 0) throw combineErrors(several.map(tooMany));
  return found.flat();
}

/** From the root of the file system down to the directory itself. */
export function directoriesAbove(directory: string): readonly string[] {
  const parent = path.dirname(directory);
  return parent === directory ? [directory] : [...directoriesAbove(parent), directory];
}

/**
 * Those that belong to somebody who may not decide what this user runs. Who may: the user, root, and the owner of the working directory.
 * @param uids the user's own, and that of who called sudo
 */
export async function findForeignFiles(
  files: readonly ConfigurationFile[],
  cwd: string,
  uids: readonly number[],
): Promise<readonly ConfigurationFile[]> {
  const trusted = [0, (await stat(cwd)).uid, ...uids];
  const owners = await Promise.all(files.map(async (file) => (await stat(file.path)).uid));
  return files.filter((_, index) => !trusted.includes(owners[index]!));
}

function tooMany(files: readonly ConfigurationFile[]): DevstackError {
  const directory = path.dirname(files[0]!.path);
  const names = files.map((file) => path.basename(file.path)).join(' and ');
  return new DevstackError(`cannot read configuration of ${directory}: it has several files: ${names}`, {
    code: 'DEVSTACK_ERR_CONFIG_SYNTAX',
    suggestions: ['keep one of them'],
  });
}

function keep(filepath: string, content: string): ConfigurationFile {
  return {path: filepath, content};
}

/** Of a package.json cosmiconfig takes only what is under `devstack`; null says that there is nothing. */
function keepJson(filepath: string, content: string): unknown {
  const file = keep(filepath, content);
  if (path.basename(filepath) !== 'package.json') return file;
  return hasDevstack(content) ? {devstack: file} : {};
}

/** In the directory of a plugin `devstack` is what the plugin provides, and no configuration. */
function isPluginManifest(devstack: object): boolean {
  return devstack !== null && Object.hasOwn(devstack, 'api') && Object.hasOwn(devstack, 'provides');
}

function hasDevstack(content: string): boolean {
  try {
    const {devstack} = JSON.parse(content) as {devstack?: object};
    return devstack !== undefined && !isPluginManifest(devstack);
  } catch {
    // A broken package.json is a matter of whoever uses it as one.
    return false;
  }
}
