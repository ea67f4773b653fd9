import {basename} from 'node:path';
import {DevstackError, type Source} from '@devstack/sdk';

export type ArchiveFormat = 'tar' | 'zip';

export interface HttpSource {
  readonly uri: string;
  /** `sha256:` and 64 hex digits in lower case. */
  readonly checksum: string;
  /** The last part of the address: what a file that is no archive is called. */
  readonly name: string;
  /** Missing for a file that is kept as it is. */
  readonly format?: ArchiveFormat;
}

const UNKNOWN_ARCHIVE = /\.(tar\.(xz|bz2|lzma|Z)|txz|tbz2?|rar|7z)$/i;

/** Throws DEVSTACK_ERR_CHECKSUM without a checksum: what comes over the network is not trusted. */
export function parseHttpSource({uri, checksum}: Source): HttpSource {
  const name = nameOf(uri);
  if (UNKNOWN_ARCHIVE.test(name)) {
    throw new DevstackError(`cannot unpack ${uri}: only .tar, .tar.gz, .tgz, .tar.zst and .zip can be unpacked`, {
      code: 'DEVSTACK_ERR_ARCHIVE',
    });
  }
  if (!/^sha256:[0-9a-f]{64}$/i.test(checksum ?? '')) throw badChecksum(uri, checksum);
  const format = formatOf(name);
  return {uri, checksum: checksum!.toLowerCase(), name, ...(format === undefined ? {} : {format})};
}

function formatOf(name: string): ArchiveFormat | undefined {
  if (/\.(tar|tar\.gz|tgz|tar\.zst)$/i.test(name)) return 'tar';
  return /\.zip$/i.test(name) ? 'zip' : undefined;
}

function nameOf(uri: string): string {
  const name = basename(decodePath(new URL(uri).pathname));
  return name === '' || name === '.' || name === '..' || name.includes('\0') ? 'download' : name;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone % is allowed in an address and is then part of the name.
    return path;
  }
}

function badChecksum(uri: string, checksum: string | undefined): DevstackError {
  const reason = checksum === undefined ? 'it has no checksum' : `'${checksum}' is no sha256 checksum`;
  return new DevstackError(`cannot fetch ${uri}: ${reason}`, {
    code: 'DEVSTACK_ERR_CHECKSUM',
    suggestions: [
      'give it one: checksum: sha256:<64 hex digits>, from a source that you trust (sha256sum FILE shows it)',
    ],
  });
}
