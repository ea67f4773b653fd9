import {
  DevstackError,
  type Downloader,
  type Environment,
  type Fetched,
  type Host,
  type Http,
  messageOf,
  type Progress,
  type Source,
  T,
} from '@devstack/sdk';
import {changed, isSameSource, readFetched, writeFetched} from './fetched-file.ts';
import {type ClientOptions, IndexClient, sha256Of} from './index-client.ts';
import {chooseFile, type FileChoice} from './index-page.ts';
import {type IndexSettings, redactUrls} from './index-settings.ts';
import {readSettings} from './read-settings.ts';
import {parseRequirement} from './requirement.ts';

interface FetchOptions {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

interface Found {
  readonly filename: string;
  read(): Promise<Uint8Array>;
}

/**
 * Fetches one file of a release: `pypi:uv==0.13.9`. A checksum chooses the file and is verified; without one it is the wheel for
 * every machine or the source archive. The file is put into the directory as it is.
 */
export class PypiDownloader implements Downloader {
  static readonly inject = [T.host, T.http, T.environment] as const;

  readonly #host: Host;
  readonly #http: Http;
  readonly #environment: Environment;

  constructor(host: Host, http: Http, environment: Environment) {
    this.#host = host;
    this.#http = http;
    this.#environment = environment;
  }

  async fetch(source: Source, into: string, options: FetchOptions): Promise<Fetched> {
    const present = await readFetched(this.#host, into);
    if (present !== undefined && isSameSource(present, source)) {
      return {path: present.path, identity: present.identity, changed: false};
    }
    if (present?.isEdited) throw changed(into, `${present.filename} was changed since it was fetched`);
    const file = await this.read(source, options);
    return writeFetched(this.#host, into, {uri: source.uri, ...file}, present);
  }

  /** The content, verified, without writing it anywhere. */
  async read(
    source: Source,
    options: FetchOptions,
  ): Promise<{readonly filename: string; readonly content: Uint8Array}> {
    const {filename, read} = await this.#find(parseSource(source), options);
    const content = await read();
    const identity = sha256Of(content);
    if (source.checksum !== undefined && identity !== source.checksum) {
      throw mismatch(filename, source.checksum, identity);
    }
    return {filename, content};
  }

  async unreachable(uri: string): Promise<string | undefined> {
    try {
      const choice = parseSource({uri});
      const {indexes} = await readSettings(this.#host, this.#environment);
      if (indexes.length === 0) return undefined;
      const options = {signal: AbortSignal.timeout(5000), progress: () => undefined};
      await this.#find(choice, options);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  async modified(path: string): Promise<string | undefined> {
    const present = await readFetched(this.#host, path);
    return present?.isEdited ? `${present.filename} was changed since it was fetched` : undefined;
  }

  async #find(choice: FileChoice, options: FetchOptions): Promise<Found> {
    const settings = await readSettings(this.#host, this.#environment);
    const found =
      (await this.#findInDirectories(choice, settings)) ?? (await this.#findOnIndexes(choice, settings, options));
    if (found !== undefined) return found;
    const asked = [...settings.findLinks, ...settings.indexes].map(redactUrls).join(', ');
    const {name, version} = choice.release;
    throw new DevstackError(`cannot download ${choice.filename ?? `${name}==${version}`}: not found on ${asked}`, {
      code: 'DEVSTACK_ERR_NOT_FOUND',
      suggestions: ['check PIP_INDEX_URL or the index-url of pip.conf: is the mirror complete?'],
    });
  }

  async #findInDirectories(choice: FileChoice, {findLinks}: IndexSettings): Promise<Found | undefined> {
    for (const link of findLinks) {
      const directory = link.replace(/^file:\/\//, '');
      const names = directory.startsWith('/') ? ((await this.#host.list(directory)) ?? []) : [];
      const files = names.map((filename) => ({filename, url: `file://${directory}/${filename}`, isYanked: false}));
      const file = chooseFile(files, choice);
      if (file === undefined) continue;
      const read = async (): Promise<Uint8Array> => (await this.#host.readFile(`${directory}/${file.filename}`))!;
      return {filename: file.filename, read};
    }
    return undefined;
  }

  async #findOnIndexes(
    choice: FileChoice,
    settings: IndexSettings,
    options: ClientOptions,
  ): Promise<Found | undefined> {
    const client = new IndexClient(this.#http, settings);
    for (const index of settings.indexes) {
      const files = (await client.listFiles(index, choice.release.name, options)) ?? [];
      const file = chooseFile(files, choice);
      if (file === undefined) continue;
      const served = file.sha256 === undefined ? undefined : `sha256:${file.sha256}`;
      if (served !== undefined && choice.checksum !== undefined && served !== choice.checksum) {
        throw mismatch(file.filename, choice.checksum, served);
      }
      return {filename: file.filename, read: () => client.download(file, index, options)};
    }
    return undefined;
  }
}

/** `pypi:name==version`, or `pypi:name==version#file.whl` for one file of it. */
function parseSource({uri, checksum}: Source): FileChoice {
  const [requirement = '', filename] = uri.replace(/^pypi:/, '').split('#');
  const {name, exact} = parseRequirement(requirement);
  if (exact === undefined) {
    throw new DevstackError(`cannot download ${uri}: it names no version`, {
      code: 'DEVSTACK_ERR_NOT_FOUND',
      suggestions: [`name one: pypi:${name}==VERSION`],
    });
  }
  return {
    release: {name, version: exact},
    ...(checksum === undefined ? {} : {checksum}),
    ...(filename === undefined ? {} : {filename}),
  };
}

function mismatch(filename: string, expected: string, found: string): DevstackError {
  return new DevstackError(`cannot use ${filename}: its checksum is ${found}, expected ${expected}`, {
    code: 'DEVSTACK_ERR_CHECKSUM',
    suggestions: ['run it again; if it stays, the index or a proxy on the way changes what it serves'],
  });
}
