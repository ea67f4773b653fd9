import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {
  DevstackError,
  type Downloader,
  type Fetched,
  type Host,
  type Http,
  messageOf,
  type Progress,
  type Source,
  T,
} from '@devstack/sdk';
import {downloadFile} from './download-file.ts';
import {type HttpSource, parseHttpSource} from './http-source.ts';
import {changedSince, readStamp, type Stamp, writeStamp} from './stamp.ts';
import {isErrno, unpack} from './unpack.ts';

const REACH_TIMEOUT_MS = 5000;

interface FetchOptions {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Fetches a file or an archive whose checksum is known. */
export class HttpDownloader implements Downloader {
  static readonly inject = [T.host, T.http] as const;

  private readonly host: Host;
  private readonly http: Http;

  constructor(host: Host, http: Http) {
    this.host = host;
    this.http = http;
  }

  async fetch(source: Source, into: string, options: FetchOptions): Promise<Fetched> {
    const wanted = parseHttpSource(source);
    const stamp = await readStamp(this.host, into);
    if (stamp?.checksum === wanted.checksum && (await this.isThere(into, stamp))) return describe(into, stamp, false);
    await this.refuseToOverwrite(wanted, into, stamp);
    try {
      return await this.fetchBeside(wanted, into, options);
    } catch (error) {
      throw explainFailure(error, wanted, options.signal);
    }
  }

  async unreachable(uri: string): Promise<string | undefined> {
    if (uri.startsWith('file:')) {
      return (await this.host.stat(fileURLToPath(uri))) === undefined ? 'there is no such file' : undefined;
    }
    try {
      const {status} = await this.http.request(uri, {method: 'HEAD', timeoutMs: REACH_TIMEOUT_MS});
      // 405: a server that answers GET only.
      return status < 400 || status === 405 ? undefined : `the server answers with status ${status}`;
    } catch (error) {
      return messageOf(error);
    }
  }

  async modified(path: string): Promise<string | undefined> {
    const stamp = await readStamp(this.host, path);
    const files = stamp === undefined ? [] : await changedSince(stamp, path);
    if (files.length === 0) return undefined;
    return `it has ${files.length} changed or new ${files.length === 1 ? 'file' : 'files'}, for example ${files[0]}`;
  }

  private async isThere(into: string, {path}: Stamp): Promise<boolean> {
    return (await this.host.stat(join(into, path))) !== undefined;
  }

  private async refuseToOverwrite({uri}: HttpSource, into: string, stamp: Stamp | undefined): Promise<void> {
    const names = (await this.host.stat(into)) === undefined ? [] : await this.host.list(into);
    const isForeign = stamp === undefined && names?.length !== 0;
    const output = isForeign ? (names ?? []) : stamp === undefined ? [] : await changedSince(stamp, into);
    if (!isForeign && output.length === 0) return;
    const reason = isForeign ? 'something else is there' : 'files in it were changed';
    throw new DevstackError(`cannot fetch ${uri} into ${into}: ${reason}`, {
      code: 'DEVSTACK_ERR_SOURCE_CHANGED',
      output,
      suggestions: [`move it away: mv ${into} ${into}.old`],
    });
  }

  /** Beside its place until it is complete; a crash leaves either the old or nothing, and the next fetch begins again. */
  private async fetchBeside(source: HttpSource, into: string, options: FetchOptions): Promise<Fetched> {
    const partial = `${into}.partial`;
    await this.host.remove(partial, {recursive: true});
    try {
      await mkdir(join(partial, 'tree'), {recursive: true});
      await this.fill(source, partial, options);
      if ((await this.host.stat(into)) !== undefined) await this.host.rename(into, join(partial, 'old'));
      await this.host.rename(join(partial, 'tree'), into);
    } finally {
      await this.host.remove(partial, {recursive: true});
    }
    return describe(into, {checksum: source.checksum, path: pathIn(source)}, true);
  }

  private async fill(source: HttpSource, partial: string, options: FetchOptions): Promise<void> {
    const [file, tree] = [join(partial, 'download'), join(partial, 'tree')];
    const checksum = await downloadFile(this.http, source, file, options);
    if (checksum !== source.checksum) throw wrongChecksum(source, checksum);
    if (source.format === undefined) await this.host.rename(file, join(tree, source.name));
    else await unpack(file, source, tree, options.signal);
    await writeStamp(this.host, tree, source.checksum, pathIn(source));
  }
}

function pathIn({format, name}: HttpSource): string {
  return format === undefined ? name : '.';
}

function describe(into: string, {checksum, path}: Pick<Stamp, 'checksum' | 'path'>, changed: boolean): Fetched {
  return {path: join(into, path), identity: checksum, changed};
}

function wrongChecksum({uri, checksum}: HttpSource, found: string): DevstackError {
  return new DevstackError(`cannot use ${uri}: it has ${found}, but ${checksum} was expected`, {
    code: 'DEVSTACK_ERR_CHECKSUM',
    suggestions: ['if the file was replaced by its authors, change the checksum in the configuration'],
  });
}

function explainFailure(error: unknown, {uri}: HttpSource, signal: AbortSignal): unknown {
  if (signal.aborted) {
    return new DevstackError(`cannot fetch ${uri}: interrupted`, {code: 'DEVSTACK_ERR_INTERRUPTED', cause: error});
  }
  if (isErrno(error, 'ENOSPC')) {
    return new DevstackError(`cannot fetch ${uri}: the disk is full`, {code: 'DEVSTACK_ERR_DISK_FULL', cause: error});
  }
  return error;
}
