import {existsSync} from 'node:fs';
import {appendFile, readFile, rename, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';

const FILE = 'installations';

/**
 * Writes down, beside the plugins, where somebody who has plugins makes an installation: with their code it has to be taken back. A line each; a
 * place that cannot be written down is no reason not to work there.
 */
export async function rememberRoot(dataDirectory: string, root: string): Promise<void> {
  if ((await knownRoots(dataDirectory)).includes(root)) return;
  await appendFile(path.join(dataDirectory, FILE), `${root}\n`, {mode: 0o600}).catch(() => undefined);
}

/** All that were written down; there need be nothing left in them. */
export async function knownRoots(dataDirectory: string): Promise<readonly string[]> {
  const text = await readFile(path.join(dataDirectory, FILE), 'utf8').catch(() => '');
  return [...new Set(text.split('\n').filter((line) => line !== ''))];
}

/** Leaves out those in which nothing is left. */
export async function forgetRoots(dataDirectory: string): Promise<void> {
  const known = await knownRoots(dataDirectory);
  const left = known.filter((root) => existsSync(path.join(root, 'state')));
  if (left.length === known.length) return;
  const file = path.join(dataDirectory, FILE);
  if (left.length === 0) return rm(file, {force: true});
  await writeFile(`${file}.new`, left.map((root) => `${root}\n`).join(''), {mode: 0o600});
  await rename(`${file}.new`, file);
}
