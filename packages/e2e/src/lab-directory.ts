import {chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, statfsSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {cacheDirectory, mountsBelow} from './cache-directory.ts';
import {runOnHost} from './command.ts';
import {type ProcessEntry, readProcess} from './process-table.ts';

const overlayMagic = 0x794c7630;
const layout = ['config/etc', 'config/devstack', 'upper', 'work', 'merged', 'archives/upper', 'archives/work'];
const pattern = /^lab-(\d+)-(\d+)-/;

/** Where labs may live: a file system that is itself an overlay cannot be the upper layer of one. */
export function labParents(): string[] {
  const temporary = join(tmpdir(), 'devstack-labs');
  mkdirSync(temporary, {recursive: true, mode: 0o755});
  return [cacheDirectory('labs'), temporary].filter((directory) => statfsSync(directory).type !== overlayMagic);
}

/** The directory's name says who owns it, so that there is no moment when it is nobody's. */
export function makeLabDirectory(base: string): string {
  const parent = labParents()[0];
  if (!parent) throw new Error(`cannot create a lab: ${tmpdir()} is on an overlay file system; set TMPDIR to another`);
  const directory = mkdtempSync(join(parent, `lab-${process.pid}-${readProcess(process.pid)!.startTime}-`));
  chmodSync(directory, 0o755);
  for (const name of layout) mkdirSync(join(directory, name), {recursive: true, mode: 0o755});
  symlinkSync(base, join(directory, 'base'));
  symlinkSync(cacheDirectory('debs'), join(directory, 'debs'));
  return directory;
}

export function ownerOf(name: string): Pick<ProcessEntry, 'pid' | 'startTime'> | undefined {
  const match = pattern.exec(name);
  return match ? {pid: Number(match[1]), startTime: match[2]!} : undefined;
}

/** Moves what apt downloaded in a lab that has ended to where the next lab finds it. */
export function keepDownloads(directory: string): void {
  const archives = join(directory, 'archives/upper');
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb')))
    renameSync(join(archives, name), join(cacheDirectory('debs'), name));
}

/** Refuses while anything is mounted in it: a delete must never walk into a mount. */
export async function removeLabDirectory(directory: string): Promise<void> {
  const mounts = mountsBelow(directory);
  if (mounts.length > 0) throw new Error(`cannot remove lab ${directory}: still mounted: ${mounts.join(', ')}`);
  await runOnHost(['rm', '-rf', '--one-file-system', directory]);
}
