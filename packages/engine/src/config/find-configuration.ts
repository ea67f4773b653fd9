import {stat} from 'node:fs/promises';
import path from 'node:path';
import {createExplorer} from './explorer.ts';

export interface ConfigurationFile {
  readonly path: string;
  readonly content: string;
}

const NAMES = ['stack.ini', 'devstack.yaml', 'devstack.yml', 'devstack.json', '.devstackrc'];

/** The configuration files of these directories, the first name of each that exists. Runs no code of what it finds. */
export async function findConfigurationFiles(
  directories: readonly string[],
  names: readonly string[] = [...NAMES, 'package.json'],
): Promise<readonly ConfigurationFile[]> {
  const explorer = createExplorer(names, {'.ini': keep, '.yaml': keep, '.yml': keep, '.json': keepJson, noExt: keep});
  const found = await Promise.all(directories.map((directory) => explorer.search(directory)));
  return found.flatMap((result) =>
    result === null || result.isEmpty === true ? [] : [result.config as ConfigurationFile],
  );
}

/** From the root of the file system down to the directory itself. */
export function directoriesAbove(directory: string): readonly string[] {
  const parent = path.dirname(directory);
  return parent === directory ? [directory] : [...directoriesAbove(parent), directory];
}

/** Whether a file belongs to somebody who may decide what this user runs: the user, root, who called sudo, or the owner of the project. */
export async function isTrusted(file: string, cwd: string, trustedUids: readonly number[]): Promise<boolean> {
  const [{uid}, project] = await Promise.all([stat(file), stat(cwd)]);
  return [0, project.uid, ...trustedUids].includes(uid);
}

function keep(filepath: string, content: string): ConfigurationFile {
  return {path: filepath, content};
}

/** Of a package.json cosmiconfig takes only what is under `devstack`, and null means that the next name is looked for. */
function keepJson(filepath: string, content: string): unknown {
  const file = keep(filepath, content);
  if (path.basename(filepath) !== 'package.json') return file;
  return hasDevstack(content) ? {devstack: file} : {};
}

function hasDevstack(content: string): boolean {
  try {
    const manifest: unknown = JSON.parse(content);
    return typeof manifest === 'object' && manifest !== null && Object.hasOwn(manifest, 'devstack');
  } catch {
    // A broken package.json is a matter of whoever uses it as one.
    return false;
  }
}
