import {DevstackError, type Http, type HttpRequest, type HttpResponse} from '@devstack/sdk';
import {type Credentials, identityUrl} from './credentials.ts';
import {sendUntilReady} from './send-until-ready.ts';
import {type Question, serviceError} from './service-error.ts';
import {type CatalogEntry, findEndpoint, type Token} from './token.ts';
import {TokenKeeper} from './token-keeper.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Sent as JSON; bytes and streams as they are. A stream is a function, because a request may have to be sent again. */
export type RequestBody = object | Uint8Array | (() => AsyncIterable<Uint8Array>);

export interface RequestOptions {
  /** `2.90` where the target is a service type, else `compute 2.90`. */
  readonly microversion?: string;
  /** Statuses that are no error; everything below 400 unless told. */
  readonly accept?: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  /** How long a service may be starting (502, 503) or busy (429); 30,000 when missing. */
  readonly patienceMs?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, else the text; undefined when there is none. */
  readonly body: Body;
}

/** A cloud, with a token that is fetched when it is first needed and renewed when it must be. */
export interface Session {
  readonly region: string;
  readonly userDomainId: string;
  readonly projectDomainId: string;
  userId(): Promise<string>;
  projectId(): Promise<string>;
  /** The public address of a service. Throws DEVSTACK_ERR_NOT_FOUND. */
  endpoint(serviceType: string): Promise<string>;
  /**
   * @param target a type of service (`image`), or an address
   * @param path below the address that the catalog has: `/v2/images` for `image`, `/servers` for `compute`, `/v3/users` for `identity`
   */
  request<Body = unknown>(
    target: string,
    method: Method,
    path: string,
    body?: RequestBody,
    options?: RequestOptions,
  ): Promise<Answer<Body>>;
  /** Whether somebody can sign in with a password. */
  isPassword(username: string, password: string): Promise<boolean>;
}

const PATIENCE_MS = 30_000;
const MICROVERSION_NAMES: Readonly<Record<string, string>> = {'block-storage': 'volume'};

export class CloudSession implements Session {
  readonly region: string;
  readonly userDomainId: string;
  readonly projectDomainId: string;
  readonly #http: Http;
  readonly #credentials: Credentials;
  readonly #tokens: TokenKeeper;
  #catalog: readonly CatalogEntry[] | undefined;
  /** By address of a service: whether the first request to it was answered. */
  readonly #first = new Map<string, Promise<boolean>>();

  constructor(http: Http, credentials: Credentials) {
    this.#http = http;
    this.#credentials = credentials;
    this.#tokens = new TokenKeeper(http, credentials);
    this.region = credentials.region;
    this.userDomainId = credentials.userDomainId ?? 'default';
    this.projectDomainId = credentials.projectDomainId ?? 'default';
  }

  async userId(): Promise<string> {
    return (await this.#tokens.current()).userId;
  }

  async projectId(): Promise<string> {
    return (await this.#tokens.current()).projectId ?? '';
  }

  async endpoint(serviceType: string): Promise<string> {
    if (serviceType === 'identity') return identityUrl(this.#credentials);
    const known = this.#catalog ?? (await this.#tokens.current()).catalog;
    const found = findEndpoint(known, serviceType, this.region);
    if (found !== undefined) return found;
    this.#catalog = await this.#readCatalog();
    return findEndpoint(this.#catalog, serviceType, this.region) ?? this.#missing(serviceType, this.#catalog);
  }

  async request<Body = unknown>(
    target: string,
    method: Method,
    path: string,
    body?: RequestBody,
    options: RequestOptions = {},
  ): Promise<Answer<Body>> {
    const isAddress = /^https?:/.test(target);
    const base = isAddress ? target.replace(/\/+$/, '') : await this.endpoint(target);
    const send = (token: Token) => this.#send(base + path, target, method, body, options, token);
    const token = await this.#tokens.current();
    let response = await this.#firstAlone(base, () => send(token));
    if (response.status === 401 && !options.accept?.includes(401)) {
      await response.text();
      response = await send(await this.#tokens.renew(token));
    }
    return (await this.#read({service: target, method, path}, response, options, [
      token.id,
      ...passwordsIn(body),
    ])) as Answer<Body>;
  }

  isPassword(username: string, password: string): Promise<boolean> {
    return this.#tokens.isPassword(username, password);
  }

  /**
   * Services load their policies with the first request, and answer those that come meanwhile with 403 or 500 (Keystone: 'Enforcer' object has
   * no attribute '_warning_emitted').
   */
  async #firstAlone(base: string, send: () => Promise<HttpResponse>): Promise<HttpResponse> {
    for (let first = this.#first.get(base); first !== undefined; first = this.#first.get(base)) {
      if (await first) return send();
    }
    const sent = send();
    const forget = (): boolean => !this.#first.delete(base);
    this.#first.set(
      base,
      sent.then(() => true, forget),
    );
    return sent;
  }

  #send(
    url: string,
    target: string,
    method: Method,
    body: RequestBody | undefined,
    options: RequestOptions,
    token: Token,
  ): Promise<HttpResponse> {
    const {microversion, signal, timeoutMs, patienceMs = PATIENCE_MS} = options;
    const headers = {
      accept: 'application/json',
      'x-auth-token': token.id,
      ...(microversion === undefined ? {} : microversionHeader(target, microversion)),
      ...(body === undefined ? {} : {'content-type': isBinary(body) ? 'application/octet-stream' : 'application/json'}),
      ...options.headers,
    };
    const makeRequest = (): HttpRequest => ({
      method,
      headers,
      ...(body === undefined ? {} : {body: bytesOf(body)}),
      ...(signal === undefined ? {} : {signal}),
      ...(timeoutMs === undefined ? {} : {timeoutMs}),
    });
    const patience = {deadlineMs: Date.now() + patienceMs, ...(signal === undefined ? {} : {signal})};
    return sendUntilReady(this.#http, url, makeRequest, patience);
  }

  async #read(
    question: Question,
    response: HttpResponse,
    options: RequestOptions,
    secrets: readonly string[],
  ): Promise<Answer> {
    const {status, headers} = response;
    const text = await response.text();
    const isFine = options.accept === undefined ? status < 400 : options.accept.includes(status);
    if (!isFine) throw serviceError(question, response, text, [this.#credentials.password, ...secrets]);
    const isJson = headers['content-type']?.includes('json') === true;
    return {status, headers, body: text === '' ? undefined : isJson ? JSON.parse(text) : text};
  }

  /** The catalog in a token is that of the moment it was made; services may have come since. */
  async #readCatalog(): Promise<readonly CatalogEntry[]> {
    const {body} = await this.request<{readonly catalog: readonly CatalogEntry[]}>(
      'identity',
      'GET',
      '/v3/auth/catalog',
    );
    return body.catalog;
  }

  #missing(serviceType: string, catalog: readonly CatalogEntry[]): never {
    const types = [...new Set(catalog.map(({type}) => type))].sort().join(', ') || 'nothing';
    const where = `the catalog of ${identityUrl(this.#credentials)}`;
    throw new DevstackError(
      `cannot find service ${serviceType}: ${where} has no public endpoint for it in region ${this.region}, but for ${types}`,
      {code: 'DEVSTACK_ERR_NOT_FOUND', suggestions: ['choose a persona that has this service, then run `devstack up`']},
    );
  }
}

/** A service may repeat what it does not like. */
function passwordsIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || body instanceof Uint8Array) return [];
  return Object.entries(body).flatMap(([key, value]) =>
    /pass(word)?$/i.test(key) && typeof value === 'string' ? [value] : passwordsIn(value),
  );
}

function isBinary(body: RequestBody): body is Uint8Array | (() => AsyncIterable<Uint8Array>) {
  return body instanceof Uint8Array || typeof body === 'function';
}

function bytesOf(body: RequestBody): string | Uint8Array | AsyncIterable<Uint8Array> {
  if (!isBinary(body)) return JSON.stringify(body);
  return typeof body === 'function' ? body() : body;
}

function microversionHeader(target: string, microversion: string): Record<string, string> {
  const value = microversion.includes(' ') ? microversion : `${MICROVERSION_NAMES[target] ?? target} ${microversion}`;
  return {'openstack-api-version': value};
}
