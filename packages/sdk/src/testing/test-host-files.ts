import {randomUUID} from 'node:crypto';
import * as fs from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {ErrorCode} from '../error-codes.ts';
import {DevstackError, messageOf} from '../errors.ts';
import type {FileInfo, Ownership, WriteOptions} from '../host.ts';
import {runProgram} from './test-host-run.ts';

export async function stat(path: string): Promise<FileInfo | undefined> {
  const info = await ifThere('read', path, fs.lstat(path));
  if (info === undefined) return undefined;
  const {mode, uid, gid, size, mtimeMs} = info;
  const common = {mode: mode & 0o7777, uid, gid, size, mtimeMs};
  if (info.isSymbolicLink()) return {...common, type: 'symlink', target: await fs.readlink(path)};
  return {...common, type: info.isFile() ? 'file' : info.isDirectory() ? 'directory' : 'other'};
}

export function readFile(path: string): Promise<Uint8Array | undefined> {
  return ifThere('read', path, fs.readFile(path));
}

export function readText(path: string): Promise<string | undefined> {
  return ifThere('read', path, fs.readFile(path, 'utf8'));
}

export async function list(path: string): Promise<readonly string[] | undefined> {
  return (await ifThere('list', path, fs.readdir(path)))?.sort();
}

export function writeFile(path: string, content: string | Uint8Array, options: WriteOptions): Promise<void> {
  return attempt('write', path, async () => {
    const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
    const file = await fs.open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      if (options.owner !== undefined) await file.chown(...(await idsOf(options.owner)));
      await file.chmod(options.mode);
      await file.sync();
      await fs.rename(temporary, path);
    } catch (error) {
      await fs.rm(temporary, {force: true});
      throw error;
    } finally {
      await file.close();
    }
  });
}

export function makeDirectory(path: string, {mode, owner}: WriteOptions): Promise<void> {
  return attempt('make directory', path, async () => {
    if ((await stat(path))?.type === 'directory') return;
    try {
      await fs.mkdir(path, {mode: 0o700});
    } catch (error) {
      if (errnoOf(error) === 'EEXIST' && (await stat(path))?.type === 'directory') return;
      throw error;
    }
    if (owner !== undefined) await fs.chown(path, ...(await idsOf(owner)));
    await fs.chmod(path, mode);
  });
}

export function makeSymlink(target: string, path: string): Promise<void> {
  return attempt('make symlink', path, async () => {
    if ((await stat(path))?.target !== target) await fs.symlink(target, path);
  });
}

export function rename(from: string, to: string): Promise<void> {
  return attempt('rename', from, () => fs.rename(from, to));
}

export function remove(path: string, options: {readonly recursive?: boolean} = {}): Promise<void> {
  return attempt('remove', path, async () => {
    const info = await stat(path);
    if (info === undefined) return;
    if (info.type !== 'directory') return fs.rm(path, {force: true});
    if (options.recursive !== true) return fs.rmdir(path);
    const mounts = await mountsBelow(path);
    if (mounts.length > 0) throw new Error(`${mounts.join(', ')} is mounted there`);
    await fs.rm(path, {recursive: true, force: true});
  });
}

async function mountsBelow(path: string): Promise<string[]> {
  const mounts = ((await readText('/proc/self/mountinfo')) ?? '').split('\n').map((line) => line.split(' ')[4] ?? '');
  return mounts.filter((mount) => mount === path || mount.startsWith(`${path}/`));
}

async function idsOf({user, group}: Ownership): Promise<[number, number]> {
  const uid = await runProgram(['id', '-u', user]);
  const entry = await runProgram(['getent', 'group', group]);
  return [Number(uid.stdout), Number(entry.stdout.split(':')[2])];
}

async function ifThere<Result>(verb: string, path: string, result: Promise<Result>): Promise<Result | undefined> {
  return attempt(verb, path, async () => {
    try {
      return await result;
    } catch (error) {
      // ESRCH: a process ended while its directory in /proc was read.
      if (['ENOENT', 'ENOTDIR', 'ESRCH'].includes(errnoOf(error) ?? '')) return undefined;
      throw error;
    }
  });
}

async function attempt<Result>(verb: string, path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (DevstackError.is(error)) throw error;
    throw new DevstackError(`cannot ${verb} ${path}: ${messageOf(error)}`, {code: codeOf(error), cause: error});
  }
}

function codeOf(error: unknown): ErrorCode {
  const errno = errnoOf(error) ?? '';
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return 'DEVSTACK_ERR_DISK_FULL';
  if (['EACCES', 'EPERM', 'EROFS'].includes(errno)) return 'DEVSTACK_ERR_PERMISSION';
  return 'DEVSTACK_ERR_COMMAND';
}

function errnoOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
