// As in image-file.ts: a download of gigabytes is written piece by piece.
import {createHash, randomUUID} from 'node:crypto';
import {createWriteStream} from 'node:fs';
import {mkdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {DevstackError, type Http, type HttpResponse} from '@devstack/sdk';
import {hashFile, type ImageFile, type Working} from './image-file.ts';

interface Remembered {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly etag?: string;
  readonly modified?: string;
}

/** Downloads, kept by URL and checksum. One without a checksum is asked for again, in case it has changed. */
export class ImageCache {
  readonly #http: Http;
  readonly #directory: string;

  constructor(http: Http, directory: string) {
    this.#http = http;
    this.#directory = directory;
  }

  async fetch(url: string, checksum: string | undefined, working: Working): Promise<ImageFile> {
    const path = this.#pathOf(url, checksum);
    const kept = await this.#kept(path, working);
    if (kept !== undefined && checksum !== undefined) return kept;
    const {signal} = working;
    const headers = kept === undefined ? {} : conditionsOf(kept);
    const response = await this.#http.request(url, {headers, signal});
    if (response.status === 304 && kept !== undefined) {
      await response.text();
      return kept;
    }
    if (response.status !== 200) throw await refused(url, response);
    return this.#download(url, path, response, working);
  }

  #pathOf(url: string, checksum = ''): string {
    const key = createHash('sha256').update(`${url} ${checksum}`).digest('hex').slice(0, 24);
    return join(this.#directory, `${key}-${basename(new URL(url).pathname) || 'image'}`);
  }

  async #kept(path: string, working: Working): Promise<(ImageFile & Remembered) | undefined> {
    const text = await readFile(`${path}.json`, 'utf8').catch(() => undefined);
    const size = await stat(path).then(
      (info) => info.size,
      () => undefined,
    );
    if (text === undefined || size === undefined) return undefined;
    const remembered = JSON.parse(text) as Remembered;
    if (size !== remembered.bytes || (await hashFile(path, 'sha256', working)) !== remembered.sha256) return undefined;
    return {...remembered, path};
  }

  async #download(url: string, path: string, response: HttpResponse, {signal, progress}: Working): Promise<ImageFile> {
    await mkdir(this.#directory, {recursive: true});
    const part = `${path}.${randomUUID()}.part`;
    const total = Number(response.headers['content-length']) || undefined;
    const hash = createHash('sha256');
    let bytes = 0;
    async function* counted(): AsyncIterable<Uint8Array> {
      for await (const chunk of response.body()) {
        hash.update(chunk);
        bytes += chunk.length;
        progress('downloading', bytes, total);
        yield chunk;
      }
    }
    try {
      await pipeline(Readable.from(counted()), createWriteStream(part), {signal});
      if (total !== undefined && bytes !== total && response.headers['content-encoding'] === undefined) {
        throw new Error(`it ended after ${bytes} of ${total} bytes`);
      }
      await rename(part, path);
    } catch (cause) {
      await rm(part, {force: true});
      throw interrupted(url, cause);
    }
    const {etag, 'last-modified': modified} = response.headers;
    const remembered: Remembered = {
      ...{url, sha256: hash.digest('hex'), bytes},
      ...(etag === undefined ? {} : {etag}),
      ...(modified === undefined ? {} : {modified}),
    };
    await writeFile(`${path}.json`, JSON.stringify(remembered));
    return {path, sha256: remembered.sha256, bytes};
  }
}

function conditionsOf({etag, modified}: Remembered): Record<string, string> {
  if (etag !== undefined) return {'if-none-match': etag};
  return modified === undefined ? {} : {'if-modified-since': modified};
}

async function refused(url: string, response: HttpResponse): Promise<DevstackError> {
  await response.text();
  const isMissing = response.status === 404 || response.status === 410;
  return new DevstackError(`cannot download image ${url}: the server answered ${response.status}`, {
    code: isMissing ? 'DEVSTACK_ERR_NOT_FOUND' : 'DEVSTACK_ERR_NETWORK',
  });
}

function interrupted(url: string, cause: unknown): unknown {
  const {code, message} = cause as NodeJS.ErrnoException;
  if (code === 'ABORT_ERR' || DevstackError.is(cause)) return cause;
  const isFull = code === 'ENOSPC';
  return new DevstackError(`cannot download image ${url}: ${isFull ? 'there is no space left' : message}`, {
    code: isFull ? 'DEVSTACK_ERR_DISK_FULL' : 'DEVSTACK_ERR_NETWORK',
    cause,
  });
}
