import {mkdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

export const repository = resolve(import.meta.dirname, '../../..');

/** A directory for what is kept between runs; git ignores it. */
export function cacheDirectory(...names: string[]): string {
  const directory = join(repository, '.cache', 'e2e', ...names);
  mkdirSync(directory, {recursive: true});
  return directory;
}

/** The mount points of this process at or below a directory. */
export function mountsBelow(directory: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => (line.split(' ')[4] ?? '').replace(/\\040/g, ' '))
    .filter((path) => path === directory || path.startsWith(`${directory}/`));
}
