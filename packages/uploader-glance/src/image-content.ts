import {createReadStream} from 'node:fs';
import {PassThrough, type Readable} from 'node:stream';
import {finished} from 'node:stream/promises';
import type {Host} from '@devstack/sdk';
import type {ReadEntry} from 'tar';
import {type ArchiveEntry, findParts, isDisk, judgeEntry, type MachineParts} from './archive-entries.ts';
import {decompress} from './decompress.ts';
import {readStart} from './image-file.ts';
import {type Compression, type DiskFormat, HEAD_BYTES, isTar, probeCompression, probeDisk} from './image-format.ts';

/** What a file turned out to hold. */
export type ImageContent =
  | {
      readonly kind: 'disk';
      readonly compression: Compression | undefined;
      readonly format: DiskFormat;
      readonly bytes?: number;
    }
  | {
      readonly kind: 'archive';
      readonly compression: Compression | undefined;
      readonly parts: MachineParts;
      readonly format: DiskFormat;
      readonly sizes: ReadonlyMap<string, number>;
    };

/** Looks at all that must be known before anything is uploaded. Throws for what is broken or hostile; the message is a clause. */
export async function inspectImage(host: Host, path: string, bytes: number): Promise<ImageContent> {
  const outer = await readStart(path, HEAD_BYTES);
  if (outer.length === 0) throw new Error('it is empty');
  const compression = probeCompression(outer);
  const head = compression === undefined ? outer : await readHead(await openContent(host, path, compression));
  if (compression !== undefined && probeCompression(head) !== undefined) throw new Error('it is compressed twice');
  if (isTar(head)) return inspectArchive(host, path, compression);
  const format = probeDisk(head);
  return {kind: 'disk', compression, format, ...(compression === undefined ? {bytes} : {})};
}

/** The content of the file without its compression. */
export async function openContent(host: Host, path: string, compression: Compression | undefined): Promise<Readable> {
  const file = createReadStream(path, {highWaterMark: 1 << 18});
  return compression === undefined ? file : decompress(host, file, compression);
}

/** The content of one entry of an archive. */
export async function openEntry(
  host: Host,
  path: string,
  compression: Compression | undefined,
  entry: string,
): Promise<Readable> {
  const content = new PassThrough();
  const walked = walkArchive(await openContent(host, path, compression), (found) => {
    if (found.path !== entry) return found.resume();
    return found.on('data', (chunk: Buffer) => {
      if (!content.write(chunk)) {
        found.pause();
        content.once('drain', () => found.resume());
      }
    });
  });
  walked.then(
    () => content.end(),
    (error: Error) => content.destroy(error),
  );
  return content;
}

async function inspectArchive(host: Host, path: string, compression: Compression | undefined): Promise<ImageContent> {
  const entries: ArchiveEntry[] = [];
  const heads = new Map<string, Buffer>();
  await walkArchive(await openContent(host, path, compression), (found) => {
    const {path: name, type, size = 0, linkpath} = found;
    const entry = {path: name, type, size, ...(linkpath === undefined ? {} : {target: linkpath})};
    entries.push(entry);
    judgeEntry(entry, entries.length);
    if (isDisk(name)) keepHead(found, (head) => heads.set(name, head));
    found.resume();
  });
  const parts = findParts(entries);
  const format = probeDisk(heads.get(parts.disk) ?? Buffer.alloc(0));
  return {
    kind: 'archive',
    compression,
    parts,
    format,
    sizes: new Map(entries.map((entry) => [entry.path, entry.size])),
  };
}

function keepHead(entry: ReadEntry, keep: (head: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  entry.on('data', (chunk: Buffer) => {
    if (length < HEAD_BYTES) chunks.push(chunk);
    length += chunk.length;
  });
  entry.on('end', () => keep(Buffer.concat(chunks).subarray(0, HEAD_BYTES)));
}

async function walkArchive(source: Readable, visit: (entry: ReadEntry) => unknown): Promise<void> {
  const {Parser} = await import('tar');
  const parser = new Parser({strict: true, maxMetaEntrySize: 1 << 20});
  const failed = new Promise<never>((_, reject) => {
    const fail = (error: unknown) => {
      source.destroy();
      reject(error);
    };
    source.on('error', fail);
    parser.on('error', fail);
    const guarded = (entry: ReadEntry) => {
      try {
        visit(entry);
      } catch (error) {
        fail(error);
      }
    };
    parser.on('entry', guarded);
    parser.on('ignoredEntry', guarded);
  });
  const ended = new Promise<void>((resolve) => parser.on('end', () => resolve()));
  source.on('data', (chunk: Buffer) => {
    if (!parser.write(chunk)) {
      source.pause();
      parser.once('drain', () => source.resume());
    }
  });
  source.on('end', () => parser.end());
  await Promise.race([failed, ended]);
}

async function readHead(content: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= HEAD_BYTES) break;
  }
  content.destroy();
  await finished(content).catch(() => undefined);
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}
