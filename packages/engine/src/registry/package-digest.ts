import {createHash} from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';

/**
 * `sha512-...` of the files of a package: their paths, contents and links, whatever their order on the disk and their times. Its own
 * `node_modules` are part of it.
 */
export async function digestPackage(directory: string): Promise<string> {
  const entries = await fs.readdir(directory, {recursive: true, withFileTypes: true});
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({file: path.join(entry.parentPath, entry.name), isLink: entry.isSymbolicLink()}))
    .map((entry) => ({...entry, name: path.relative(directory, entry.file)}))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash('sha512');
  for (const {name, file, isLink} of files) {
    const content = isLink ? await fs.readlink(file) : await fs.readFile(file);
    hash.update(`${JSON.stringify([name, isLink, content.length])}\n`).update(content);
  }
  return `sha512-${hash.digest('base64')}`;
}
