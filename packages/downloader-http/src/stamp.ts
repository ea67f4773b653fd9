import {lstat, readdir} from 'node:fs/promises';
import {join, relative} from 'node:path';
import type {Host} from '@devstack/sdk';

const STAMP = '.devstack-source.json';

/** Written into a fetched directory: what it is, and how its files looked. */
export interface Stamp {
  readonly checksum: string;
  /** The file that was fetched, or `.` for an archive. */
  readonly path: string;
  /** Size and time of last change, by path. */
  readonly files: Readonly<Record<string, readonly [number, number]>>;
}

// What Python writes into a source tree when it is used.
const DERIVED = /(^|\/)(__pycache__|build|[^/]+\.egg-info)(\/|$)|\.pyc$/;

export async function readStamp(host: Host, directory: string): Promise<Stamp | undefined> {
  const text = await host.readText(join(directory, STAMP));
  return text === undefined ? undefined : (JSON.parse(text) as Stamp);
}

export async function writeStamp(host: Host, directory: string, checksum: string, path: string): Promise<void> {
  const stamp: Stamp = {checksum, path, files: await lookAtFiles(directory)};
  await host.writeFile(join(directory, STAMP), JSON.stringify(stamp), {mode: 0o644});
}

/** Files that were changed, added or removed since. */
export async function changedSince({files}: Stamp, directory: string): Promise<string[]> {
  const now = await lookAtFiles(directory);
  const names = [...new Set([...Object.keys(files), ...Object.keys(now)])];
  return names.filter((name) => !DERIVED.test(name) && String(files[name]) !== String(now[name]));
}

// One call per file through Host would be one round trip each, were it on another machine; this package writes here as well.
async function lookAtFiles(directory: string): Promise<Record<string, [number, number]>> {
  const entries = await readdir(directory, {recursive: true, withFileTypes: true});
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const looks = await Promise.all(
    paths.map(async (path): Promise<[string, [number, number]]> => {
      const {size, mtimeMs} = await lstat(path);
      return [relative(directory, path), [size, Math.trunc(mtimeMs)]];
    }),
  );
  return Object.fromEntries(looks.filter(([name]) => name !== STAMP));
}
