import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {combineErrors, DevstackError, type ErrorCode} from '@devstack/sdk';
import {allDirectories, type ConfSources} from './conf-sources.ts';
import type {Located} from './located.ts';
import {parseYaml} from './parse-yaml.ts';

/** Reads a YAML file; undefined when there is none or it is empty. Throws everything that is wrong with its syntax. */
export async function readConfFile(file: string): Promise<Located | undefined> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new DevstackError(`cannot read ${file}: ${error.message}`, {
      code: 'DEVSTACK_ERR_CONFIG_SYNTAX',
      cause: error,
    });
  });
  if (content === undefined) return undefined;
  const reading = parseYaml(content, file);
  if ('root' in reading) return reading.root;
  throw combineErrors(
    reading.problems.map(({line, message}) => confError({file, line}, message, 'DEVSTACK_ERR_CONFIG_SYNTAX')),
  );
}

export function confError(
  place: {readonly file: string; readonly line: number},
  why: string,
  code: ErrorCode,
): DevstackError {
  return new DevstackError(`cannot read ${place.file}:${place.line}: ${why}`, {code});
}

/** Names of the YAML files of a folder (`distros`) in all directories, without their ending; sorted, each once. */
export async function confNames(sources: ConfSources, folder: string): Promise<readonly string[]> {
  const lists = await Promise.all(
    allDirectories(sources).map((directory) => readdir(path.join(directory, folder)).catch(() => [])),
  );
  const files = lists.flat().filter((name) => name.endsWith('.yaml'));
  return [...new Set(files.map((name) => path.basename(name, '.yaml')))].sort();
}
