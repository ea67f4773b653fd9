import {createHash} from 'node:crypto';
import {createReadStream, createWriteStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {fileURLToPath} from 'node:url';
import {DevstackError, type Http, messageOf, type Progress} from '@devstack/sdk';
import type {HttpSource} from './http-source.ts';
import {isErrno} from './unpack.ts';

interface Content {
  readonly body: AsyncIterable<Uint8Array>;
  /** Bytes, when they are known before. */
  readonly total?: number;
}

/**
 * Writes what the address has to a file that does not exist yet, and returns its checksum. It goes to the disk as it comes, never
 * whole through memory: machine images have gigabytes. `Host` has no streaming write, and must stay narrow; so this package,
 * like the libraries that it unpacks with, writes below `<into>.partial` itself.
 */
export async function downloadFile(
  http: Http,
  source: HttpSource,
  path: string,
  {signal, progress}: {readonly signal: AbortSignal; readonly progress: Progress},
): Promise<string> {
  const {body, total} = source.uri.startsWith('file:') ? await openFile(source) : await openUrl(http, source, signal);
  const hash = createHash('sha256');
  let done = 0;
  async function* watch(): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      hash.update(chunk);
      done += chunk.length;
      progress(source.name, done, total);
      yield chunk;
    }
  }
  try {
    await pipeline(watch(), createWriteStream(path, {flags: 'wx', mode: 0o644, flush: true}), {signal});
  } catch (error) {
    throw signal.aborted ? error : explainBreak(source, done, total, error);
  }
  if (total !== undefined && done !== total) throw explainBreak(source, done, total);
  return `sha256:${hash.digest('hex')}`;
}

async function openUrl(http: Http, {uri}: HttpSource, signal: AbortSignal): Promise<Content> {
  const response = await http.request(uri, {signal, headers: {'accept-encoding': 'identity'}});
  if (response.status !== 200) throw badStatus(uri, response.status);
  const length = response.headers['content-length'];
  const isPlain = response.headers['content-encoding'] === undefined;
  return {body: response.body(), ...(length === undefined || !isPlain ? {} : {total: Number(length)})};
}

async function openFile({uri}: HttpSource): Promise<Content> {
  const path = fileURLToPath(uri);
  try {
    const {size} = await stat(path);
    return {body: createReadStream(path), total: size};
  } catch (error) {
    const code = isErrno(error, 'ENOENT') ? 'DEVSTACK_ERR_NOT_FOUND' : 'DEVSTACK_ERR_PERMISSION';
    throw new DevstackError(`cannot fetch ${uri}: ${messageOf(error)}`, {code, cause: error});
  }
}

function badStatus(uri: string, status: number): DevstackError {
  const code = status === 404 || status === 410 ? 'DEVSTACK_ERR_NOT_FOUND' : 'DEVSTACK_ERR_NETWORK';
  return new DevstackError(`cannot fetch ${uri}: the server answers with status ${status}`, {code});
}

function explainBreak({uri}: HttpSource, done: number, total: number | undefined, cause?: unknown): DevstackError {
  if (isErrno(cause, 'ENOSPC') || isErrno(cause, 'EDQUOT')) {
    return new DevstackError(`cannot fetch ${uri}: the disk is full`, {code: 'DEVSTACK_ERR_DISK_FULL', cause});
  }
  return new DevstackError(`cannot fetch ${uri}: the connection broke after ${done} of ${total ?? 'unknown'} bytes`, {
    code: 'DEVSTACK_ERR_NETWORK',
    cause,
    suggestions: ['run the same command again'],
  });
}
