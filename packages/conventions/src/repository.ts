import {type Dirent, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

export const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

/** What tools make: not part of the repository. */
const MADE = new Set(['.git', '.cache', 'node_modules', 'dist', 'bundle', 'results', 'oclif.manifest.json']);

/** Absolute paths of all files below a directory of the repository that are not made by tools. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, {withFileTypes: true})
    .filter(({name}) => !MADE.has(name) && !name.endsWith('.tsbuildinfo'))
    .flatMap((entry: Dirent) => {
      const file = path.join(directory, entry.name);
      return entry.isDirectory() ? filesBelow(file) : [file];
    });
}

/** The path of a file as a person names it: from the top of the repository. */
export function nameOf(file: string): string {
  return path.relative(REPOSITORY, file);
}

export function readText(file: string): string {
  return readFileSync(path.resolve(REPOSITORY, file), 'utf8');
}

export function readBytes(file: string): Uint8Array {
  return readFileSync(path.resolve(REPOSITORY, file));
}
