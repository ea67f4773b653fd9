import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {gunzipSync} from 'node:zlib';
import {DevstackError, messageOf} from '@devstack/sdk';
import type {Candidate} from './plugin-candidate.ts';

const BLOCK = 512;
const LARGEST_BYTES = 256 * 1024 * 1024;

/** The package in an archive, read without unpacking it. */
export async function readArchive(file: string): Promise<Candidate> {
  try {
    const content = await readFile(file);
    const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
    const manifest = JSON.parse(packedManifest(gunzipSync(content, {maxOutputLength: LARGEST_BYTES}))) as Candidate;
    return {...manifest, integrity, resolved: `file:${file}`};
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DevstackError(`cannot install ${file}: ${isAbsent ? 'there is no such file' : messageOf(error)}`, {
      code: isAbsent ? 'DEVSTACK_ERR_NOT_FOUND' : 'DEVSTACK_ERR_ARCHIVE',
      cause: error,
    });
  }
}

/** The text of `<directory>/package.json`: npm strips the first directory, whatever its name. */
export function packedManifest(tar: Buffer): string {
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const name = textAt(tar, at, 100);
    if (name === '') break;
    const size = Number.parseInt(textAt(tar, at + 124, 12), 8);
    if (/^[^/]+\/package\.json$/.test(name)) return tar.toString('utf8', at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error('it has no package.json');
}

function textAt(tar: Buffer, at: number, length: number): string {
  return tar.toString('utf8', at, at + length).replace(/\0.*$/s, '');
}
