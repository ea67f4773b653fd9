import {createHash} from 'node:crypto';
import {DevstackError, type Http, type HttpResponse, type Progress} from '@devstack/sdk';
import {INDEX_ACCEPT, type IndexFile, parseIndexPage} from './index-page.ts';
import {type IndexSettings, redactUrls} from './index-settings.ts';

/** More than any wheel of OpenStack by far; keeps a hostile index from filling the memory. */
const LARGEST_FILE_BYTES = 500_000_000;

/** A chunk has some kilobytes; nobody wants to be told of each. */
const PROGRESS_BYTES = 1_000_000;

export interface ClientOptions {
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
}

/** Reads the indexes that the user named. Credentials in their URLs become a header and never go to another host. */
export class IndexClient {
  readonly #http: Http;
  readonly #settings: IndexSettings;

  constructor(http: Http, settings: IndexSettings) {
    this.#http = http;
    this.#settings = settings;
  }

  /** Files of a project on one index; undefined where it does not know the name. */
  async listFiles(index: string, project: string, {signal}: ClientOptions): Promise<IndexFile[] | undefined> {
    const page = `${index.replace(/\/+$/, '')}/${project}/`;
    const response = await this.#request(page, index, {accept: INDEX_ACCEPT}, signal);
    if (response.status === 404) return undefined;
    if (response.status !== 200) throw refusal(page, response.status);
    return parseIndexPage(await response.text(), response.headers['content-type'] ?? '', withoutCredentials(page));
  }

  async download({url, filename}: IndexFile, index: string, {signal, progress}: ClientOptions): Promise<Uint8Array> {
    const response = await this.#request(url, index, {}, signal);
    if (response.status !== 200) throw refusal(url, response.status);
    const total = Number(response.headers['content-length']) || undefined;
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of response.body()) {
      const isNews = Math.floor(bytes / PROGRESS_BYTES) < Math.floor((bytes + part.length) / PROGRESS_BYTES);
      parts.push(part);
      bytes += part.length;
      if (bytes > LARGEST_FILE_BYTES) throw tooLarge(filename);
      if (isNews) progress?.(filename, bytes, total);
    }
    return Buffer.concat(parts);
  }

  #request(url: string, index: string, headers: Record<string, string>, signal?: AbortSignal): Promise<HttpResponse> {
    const {certificates, proxy} = this.#settings;
    return this.#http.request(withoutCredentials(url), {
      headers: {...headers, ...authorisation(url, index)},
      ...(signal === undefined ? {} : {signal}),
      ...(certificates === undefined ? {} : {certificates}),
      ...(proxy === undefined ? {} : {proxy}),
    });
  }
}

export function sha256Of(content: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function authorisation(url: string, index: string): Record<string, string> {
  const {origin, username, password} = new URL(index);
  if (username === '' || new URL(url).origin !== origin) return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {authorization: `Basic ${Buffer.from(pair).toString('base64')}`};
}

function withoutCredentials(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}

function refusal(url: string, status: number): DevstackError {
  const isAuthentication = status === 401 || status === 403;
  return new DevstackError(`cannot read ${redactUrls(url)}: status ${status}`, {
    code: isAuthentication || status === 404 ? 'DEVSTACK_ERR_NOT_FOUND' : 'DEVSTACK_ERR_NETWORK',
    suggestions: isAuthentication
      ? ['give the index its user name and password: PIP_INDEX_URL=https://USER:PASSWORD@HOST/simple']
      : ['check PIP_INDEX_URL or the index-url of pip.conf'],
  });
}

function tooLarge(filename: string): DevstackError {
  return new DevstackError(`cannot download ${filename}: it is larger than ${LARGEST_FILE_BYTES / 1e6} MB`, {
    code: 'DEVSTACK_ERR_ARCHIVE',
  });
}
