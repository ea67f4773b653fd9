import {constants, lstatSync} from 'node:fs';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type {FileInfo, WriteOptions} from '@devstack/sdk';
import {idsOf} from './accounts.ts';
import {explainFileError} from './file-errors.ts';

/** Where a file is written before it takes its name. The same each time, so that nothing piles up after a crash. */
export function temporaryName(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.devstack-new`);
}

/** Synchronous inside: a plan looks at thousands of files that are not there, and an error for each costs more than the look. */
export async function statFile(file: string): Promise<FileInfo | undefined> {
  const stat = lstatSync(file, {throwIfNoEntry: false});
  if (stat === undefined) return undefined;
  const type = stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : stat.isSymbolicLink() ? 'symlink' : 'other';
  return {
    type,
    mode: stat.mode & 0o7777,
    uid: stat.uid,
    gid: stat.gid,
    size: stat.size,
    mtimeMs: stat.mtimeMs,
    ...(type === 'symlink' ? {target: await fs.readlink(file)} : {}),
  };
}

export async function writeWhole(file: string, content: string | Uint8Array, options: WriteOptions): Promise<void> {
  const temporary = temporaryName(file);
  await explainFileError(`write ${file}`, async () => {
    await fs.rm(temporary, {force: true});
    const handle = await fs.open(
      temporary,
      constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW,
      0o600,
    );
    try {
      await handle.writeFile(content);
      await own(options, (uid, gid) => handle.chown(uid, gid));
      await handle.chmod(options.mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, file);
    await syncDirectory(path.dirname(file));
  });
}

export async function makeDirectory(directory: string, options: WriteOptions): Promise<void> {
  await explainFileError(`make directory ${directory}`, async () => {
    try {
      await fs.mkdir(directory, {mode: 0o700});
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' && (await statFile(directory))?.type === 'directory')
        return;
      throw error;
    }
    await own(options, (uid, gid) => fs.chown(directory, uid, gid));
    await fs.chmod(directory, options.mode);
  });
}

/** Removes a tree but stops at a file system that is mounted in it: that is never ours. */
export async function removeTree(target: string): Promise<void> {
  const parent = await orUndefined(fs.lstat(path.dirname(target)));
  if (parent !== undefined) await removeWithin(target, parent.dev);
}

async function removeWithin(target: string, device: number): Promise<void> {
  const stat = await orUndefined(fs.lstat(target));
  if (stat === undefined) return;
  if (!stat.isDirectory()) return fs.rm(target, {force: true});
  if (stat.dev !== device) throw Object.assign(new Error(`something is mounted on ${target}`), {code: 'EXDEV'});
  for (const entry of await fs.readdir(target, {withFileTypes: true})) {
    const child = path.join(target, entry.name);
    if (entry.isDirectory()) await removeWithin(child, device);
    else await fs.rm(child, {force: true});
  }
  await fs.rmdir(target);
}

export async function syncDirectory(directory: string): Promise<void> {
  const handle = await fs.open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** undefined instead of an error when there is no such file, or no longer such a process behind it. */
export async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESRCH') return undefined;
    throw error;
  }
}

async function own(options: WriteOptions, chown: (uid: number, gid: number) => Promise<void>): Promise<void> {
  if (options.owner === undefined || process.getuid?.() !== 0) return;
  const {uid, gid} = await idsOf(options.owner);
  await chown(uid, gid);
}
