import {createWriteStream} from 'node:fs';
import {mkdir, symlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {text} from 'node:stream/consumers';
import {pipeline} from 'node:stream/promises';
import {type Entry, openPromise, type ZipFile} from 'yauzl';
import type {ArchiveEntry} from './entry-judge.ts';

const UNIX = 3;
// The type bits of a file's mode; archives made elsewhere have none.
const TYPES: ReadonlyMap<number, ArchiveEntry['type']> = new Map([
  [0, 'file'],
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'symlink'],
]);
const LINK_BYTES = 4096;

/** Gives each entry to `judge`, which throws for one that must not be unpacked. */
export function listZip(file: string, judge: (entry: ArchiveEntry) => void, signal: AbortSignal): Promise<void> {
  return eachEntry(file, signal, async (entry, zip) => judge(await describeEntry(entry, zip)));
}

/** Into a directory that is there. */
export function unpackZip(file: string, into: string, signal: AbortSignal): Promise<void> {
  return eachEntry(file, signal, async (entry, zip) => {
    const path = join(into, entry.fileName);
    await mkdir(typeOf(entry) === 'directory' ? path : dirname(path), {recursive: true, mode: 0o755});
    if (typeOf(entry) === 'symlink') await symlink(await readTarget(entry, zip), path);
    if (typeOf(entry) === 'file') await writeEntry(entry, zip, path);
  });
}

async function eachEntry(
  file: string,
  signal: AbortSignal,
  act: (entry: Entry, zip: ZipFile) => Promise<void>,
): Promise<void> {
  const zip = await openPromise(file, {lazyEntries: true, autoClose: false});
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      await act(entry, zip);
    }
  } finally {
    zip.close();
  }
}

async function describeEntry(entry: Entry, zip: ZipFile): Promise<ArchiveEntry> {
  const type = entry.isEncrypted() ? 'other' : typeOf(entry);
  const common = {path: entry.fileName, type, bytes: entry.uncompressedSize};
  return type === 'symlink' ? {...common, target: await readTarget(entry, zip)} : common;
}

async function writeEntry(entry: Entry, zip: ZipFile, path: string): Promise<void> {
  const mode = (modeOf(entry) & 0o755) | 0o644;
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, {mode}));
}

async function readTarget(entry: Entry, zip: ZipFile): Promise<string> {
  return entry.uncompressedSize > LINK_BYTES ? '' : text(await zip.openReadStreamPromise(entry));
}

function typeOf(entry: Entry): ArchiveEntry['type'] {
  if (entry.fileName.endsWith('/')) return 'directory';
  return TYPES.get(modeOf(entry) & 0o170000) ?? 'other';
}

/** Permission and type bits, where the archive was made on a system that has them. */
function modeOf({versionMadeBy, externalFileAttributes}: Entry): number {
  return versionMadeBy >> 8 === UNIX ? externalFileAttributes >>> 16 : 0;
}
