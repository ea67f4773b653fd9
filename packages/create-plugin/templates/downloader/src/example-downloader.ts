import {createHash} from 'node:crypto';
import {basename, dirname} from 'node:path/posix';
import {DevstackError, type Downloader, type Fetched, type Host, type Source, T} from '@devstack/sdk';

/** What was fetched; kept beside it. */
interface Stamp {
  readonly uri: string;
  readonly file: string;
  readonly identity: string;
}

const STAMP = '.fetched.json';
type Bytes = Uint8Array<ArrayBufferLike>;

/** Fetches files from a share that is mounted: `example:///mnt/share/file`. */
export class ExampleDownloader implements Downloader {
  static readonly inject = [T.host] as const;

  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async fetch(source: Source, into: string, {signal}: {readonly signal: AbortSignal}): Promise<Fetched> {
    signal.throwIfAborted();
    const stamp = await this.#stampOf(into);
    if (stamp?.uri === source.uri) return {path: `${into}/${stamp.file}`, identity: stamp.identity, changed: false};
    await this.#requireReplaceable(into, stamp);
    const content = await this.#read(source.uri);
    const identity = identityOf(content);
    if (source.checksum !== undefined && source.checksum !== identity) {
      throw refuse(source.uri, `it is ${identity}, not ${source.checksum}`, 'DEVSTACK_ERR_CHECKSUM');
    }
    signal.throwIfAborted();
    const file = basename(pathOf(source.uri));
    await this.#replace(into, {uri: source.uri, file, identity}, content);
    return {path: `${into}/${file}`, identity, changed: true};
  }

  async unreachable(uri: string): Promise<string | undefined> {
    const share = dirname(pathOf(uri));
    return (await this.#host.stat(share)) === undefined ? `${share} is not mounted` : undefined;
  }

  async modified(path: string): Promise<string | undefined> {
    const stamp = await this.#stampOf(path);
    if (stamp === undefined) return undefined;
    const content = await this.#host.readFile(`${path}/${stamp.file}`);
    const isSame = content !== undefined && identityOf(content) === stamp.identity;
    return isSame ? undefined : `${stamp.file} has been changed since it was fetched`;
  }

  async #read(uri: string): Promise<Bytes> {
    const why = await this.unreachable(uri);
    if (why !== undefined) throw refuse(uri, why, 'DEVSTACK_ERR_NETWORK');
    const content = await this.#host.readFile(pathOf(uri));
    if (content === undefined) throw refuse(uri, 'the share does not have it', 'DEVSTACK_ERR_NOT_FOUND');
    return content;
  }

  async #stampOf(into: string): Promise<Stamp | undefined> {
    const text = await this.#host.readText(`${into}/${STAMP}`);
    return text === undefined ? undefined : (JSON.parse(text) as Stamp);
  }

  async #requireReplaceable(into: string, stamp: Stamp | undefined): Promise<void> {
    const isForeign = stamp === undefined && ((await this.#host.list(into)) ?? []).length > 0;
    const why = isForeign ? 'there is something else in it' : await this.modified(into);
    if (why === undefined) return;
    throw new DevstackError(`cannot fetch into ${into}: ${why}`, {
      code: 'DEVSTACK_ERR_SOURCE_CHANGED',
      suggestions: [`mv ${into} ${into}.mine`],
    });
  }

  /** Whole or not at all: made beside it, and renamed. */
  async #replace(into: string, stamp: Stamp, content: Bytes): Promise<void> {
    const part = `${into}.part`;
    await this.#host.remove(part, {recursive: true});
    await this.#host.makeDirectory(part, {mode: 0o755});
    await this.#host.writeFile(`${part}/${stamp.file}`, content, {mode: 0o644});
    await this.#host.writeFile(`${part}/${STAMP}`, JSON.stringify(stamp), {mode: 0o644});
    await this.#host.remove(into, {recursive: true});
    await this.#host.rename(part, into);
  }
}

function pathOf(uri: string): string {
  return decodeURIComponent(uri.slice(uri.indexOf('://') + 3));
}

function identityOf(content: Bytes): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function refuse(uri: string, why: string, code: DevstackError['code']): DevstackError {
  return new DevstackError(`cannot fetch ${uri}: ${why}`, {code});
}
