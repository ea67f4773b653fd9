// Images are gigabytes: they flow through node:fs in pieces, where the host reads and writes whole files.
import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {open, stat} from 'node:fs/promises';
import {resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {DevstackError, type Progress} from '@devstack/sdk';

/** A file that holds an image, perhaps compressed or in an archive. */
export interface ImageFile {
  readonly path: string;
  /** 64 hex digits. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface Working {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

type Algorithm = 'sha256' | 'sha512';

/** `sha256:` or `sha512:` and hex digits; 64 digits alone are SHA-256. */
export function parseChecksum(checksum: string): {readonly algorithm: Algorithm; readonly hex: string} {
  const [, algorithm = 'sha256', hex = ''] = /^(?:(sha256|sha512):)?([0-9a-f]+)$/i.exec(checksum.trim()) ?? [];
  if (hex.length === (algorithm === 'sha256' ? 64 : 128))
    return {algorithm: algorithm as Algorithm, hex: hex.toLowerCase()};
  throw new DevstackError(
    `cannot check an image against '${checksum}': it is neither sha256:<64 hex digits> nor sha512:<128>`,
    {
      code: 'DEVSTACK_ERR_CHECKSUM',
    },
  );
}

/** An image that is built on this machine, by the downloader that knows the scheme: `build+tiny:image`. */
export function isBuilt(location: string): boolean {
  return /^build\+[a-z0-9-]+:/.test(location);
}

/** The path of a local file; undefined for what must be downloaded or built. */
export function pathOf(location: string): string | undefined {
  if (/^https?:\/\//.test(location) || isBuilt(location)) return undefined;
  return location.startsWith('file:') ? fileURLToPath(location) : resolve(location);
}

/** What changes when the content of a file does; undefined when there is no such file. */
export async function fingerprint(
  path: string,
): Promise<{readonly size: number; readonly mtimeMs: number} | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() ? {size: info.size, mtimeMs: info.mtimeMs} : undefined;
}

/** A file of the user's. Throws DEVSTACK_ERR_NOT_FOUND. */
export async function readLocalImage(path: string, working: Working): Promise<ImageFile> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new DevstackError(`cannot upload image ${path}: there is no such file`, {
      code: 'DEVSTACK_ERR_NOT_FOUND',
      cause,
    });
  });
  if (!info.isFile()) {
    throw new DevstackError(`cannot upload image ${path}: it is no file`, {code: 'DEVSTACK_ERR_NOT_FOUND'});
  }
  return {path, sha256: await hashFile(path, 'sha256', working), bytes: info.size};
}

export async function hashFile(path: string, algorithm: Algorithm, {signal, progress}: Working): Promise<string> {
  const hash = createHash(algorithm);
  const {size} = await stat(path);
  let done = 0;
  for await (const chunk of createReadStream(path, {signal, highWaterMark: 1 << 18})) {
    hash.update(chunk as Buffer);
    done += (chunk as Buffer).length;
    progress('checking', done, size);
  }
  return hash.digest('hex');
}

/** Throws DEVSTACK_ERR_CHECKSUM when the file is not what was promised. */
export async function requireChecksum(
  file: ImageFile,
  checksum: string,
  location: string,
  working: Working,
): Promise<void> {
  const {algorithm, hex} = parseChecksum(checksum);
  const found = algorithm === 'sha256' ? file.sha256 : await hashFile(file.path, algorithm, working);
  if (found === hex) return;
  throw new DevstackError(
    `cannot use image ${location}: its checksum is ${algorithm}:${found}, not ${algorithm}:${hex}`,
    {
      code: 'DEVSTACK_ERR_CHECKSUM',
      suggestions: [
        'compare the checksum with what the publisher says; the file may have been replaced by a newer one',
      ],
    },
  );
}

/** So many bytes of the beginning. */
export async function readStart(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
