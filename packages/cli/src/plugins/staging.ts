import {existsSync} from 'node:fs';
import {cp, link, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {LOCK_FILE} from './lock-file.ts';

/** Everything of the data directory that an installation of plugins consists of. `node_modules` last: with it the rest takes effect. */
const PARTS = [LOCK_FILE, 'archives', 'package-lock.json', 'package.json', 'node_modules'];
const NEXT = '.next';
const BEFORE = '.before';
/** In BEFORE: the parts that were there. Its presence says that they are not all replaced yet. */
const JOURNAL = 'parts.json';

/**
 * Lets npm work on a copy and puts it in place when all went well; a failure, also a killed process, leaves what was there. The files are
 * hard links: npm replaces files and never writes into them. The caller holds the lock.
 */
export async function changePlugins<T>(directory: string, change: (copy: string) => Promise<T>): Promise<T> {
  await recover(directory);
  const copy = path.join(directory, NEXT);
  await mkdir(copy);
  try {
    await copyParts(directory, copy);
    const result = await change(copy);
    await putInPlace(directory, copy);
    return result;
  } finally {
    await recover(directory);
  }
}

async function copyParts(directory: string, copy: string): Promise<void> {
  for (const part of ['.npmrc', ...PARTS].filter((name) => existsSync(path.join(directory, name)))) {
    const [from, to] = [path.join(directory, part), path.join(copy, part)];
    if (part === 'node_modules' || part === 'archives') await linkTree(from, to);
    else await cp(from, to);
  }
}

async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, {withFileTypes: true})) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target);
  }
}

async function putInPlace(directory: string, copy: string): Promise<void> {
  const before = path.join(directory, BEFORE);
  const present = PARTS.filter((part) => existsSync(path.join(directory, part)));
  await mkdir(before);
  await writeFile(path.join(before, JOURNAL), JSON.stringify(present), {flush: true});
  for (const part of PARTS) {
    if (present.includes(part)) await rename(path.join(directory, part), path.join(before, part));
    if (existsSync(path.join(copy, part))) await rename(path.join(copy, part), path.join(directory, part));
  }
  await rm(path.join(before, JOURNAL));
}

/** Takes back what is replaced in part only, by an error or by a process that was killed, and removes the copies. */
async function recover(directory: string): Promise<void> {
  const before = path.join(directory, BEFORE);
  if (existsSync(path.join(before, JOURNAL))) await putBack(directory, before);
  await rm(before, {recursive: true, force: true});
  await rm(path.join(directory, NEXT), {recursive: true, force: true});
}

async function putBack(directory: string, before: string): Promise<void> {
  const present: readonly string[] = JSON.parse(await readFile(path.join(before, JOURNAL), 'utf8'));
  for (const part of PARTS) {
    const kept = path.join(before, part);
    if (present.includes(part) && !existsSync(kept)) continue;
    await rm(path.join(directory, part), {recursive: true, force: true});
    if (existsSync(kept)) await rename(kept, path.join(directory, part));
  }
}
