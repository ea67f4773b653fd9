import {readFile} from 'node:fs/promises';
import * as http from 'node:http';
import type {Duplex} from 'node:stream';
import * as tls from 'node:tls';
import {DevstackError, type Http, type HttpRequest, type HttpResponse, messageOf} from '@devstack/sdk';

/** How a host is reached that is not reached as others are: at once, or through a connection that somebody makes. */
export type Way = 'direct' | ((port: number) => Duplex);

type Variables = Readonly<Record<string, string | undefined>>;

const CA_VARIABLES = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT', 'NODE_EXTRA_CA_CERTS'];
const DEFAULT_TIMEOUT_MS = 30_000;

/** HTTP for everybody: loopback directly, everything else with the user's proxies and CA bundle. */
export class HttpService implements Http {
  readonly #variables: Variables;
  readonly #wayTo: (hostname: string) => Promise<Way | undefined>;
  #trusted: Promise<void> | undefined;

  /** @param wayTo for hosts that are ours: no proxy leads to them */
  constructor(variables: Variables, wayTo: (hostname: string) => Promise<Way | undefined> = async () => undefined) {
    this.#variables = variables;
    this.#wayTo = wayTo;
  }

  async request(url: string, request: HttpRequest = {}): Promise<HttpResponse> {
    const {hostname, protocol, host} = new URL(url);
    try {
      const way = protocol === 'http:' ? ((await this.#wayTo(hostname)) ?? usualWay(hostname)) : undefined;
      if (way !== undefined) return await requestDirectly(url, request, way);
      this.#trusted ??= trustBundles(CA_VARIABLES.map((name) => this.#variables[name]));
      await this.#trusted;
      if (request.certificates !== undefined) await trustBundles([request.certificates]);
      return await requestOutside(url, request, this.#variables);
    } catch (cause) {
      throw new DevstackError(`cannot reach ${host}: ${reasonOf(cause)}`, {
        code: 'DEVSTACK_ERR_NETWORK',
        suggestions: isLoopback(hostname)
          ? []
          : ['check the network, and http_proxy, https_proxy and no_proxy if you use a proxy'],
        cause,
      });
    }
  }
}

function usualWay(hostname: string): Way | undefined {
  return isLoopback(hostname) ? 'direct' : undefined;
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Start-up of a service is measured in tens of milliseconds: no agent, no pool, one connection a request. */
function requestDirectly(
  url: string,
  {method = 'GET', headers = {}, body, signal, timeoutMs}: HttpRequest,
  way: Way,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const connection =
      way === 'direct'
        ? {agent: false}
        : {createConnection: () => way(Number(new URL(url).port || 80)), agent: undefined};
    const options = {method, headers, ...connection, ...(signal === undefined ? {} : {signal})};
    const outgoing = http.request(url, options, (incoming) => {
      outgoing.setTimeout(0);
      const chunks = (): AsyncIterable<Uint8Array> => incoming;
      const text = async (): Promise<string> => {
        const parts: Uint8Array[] = [];
        for await (const part of chunks()) parts.push(part);
        return Buffer.concat(parts).toString('utf8');
      };
      resolve({
        status: incoming.statusCode ?? 0,
        headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
        text,
        json: async () => JSON.parse(await text()) as unknown,
        body: chunks,
      });
    });
    outgoing.setTimeout(timeoutMs ?? DEFAULT_TIMEOUT_MS, () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', reject);
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) outgoing.end(body);
    else void pipeBody(body, outgoing);
  });
}

async function pipeBody(body: AsyncIterable<Uint8Array>, outgoing: http.ClientRequest): Promise<void> {
  try {
    for await (const chunk of body) {
      if (!outgoing.write(chunk)) await new Promise((resolve) => outgoing.once('drain', resolve));
    }
    outgoing.end();
  } catch (error) {
    outgoing.destroy(error as Error);
  }
}

async function requestOutside(url: string, request: HttpRequest, variables: Variables): Promise<HttpResponse> {
  const {method = 'GET', headers = {}, body, timeoutMs = DEFAULT_TIMEOUT_MS} = request;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  const signal = request.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, request.signal]);
  try {
    const init = {
      method,
      headers,
      signal,
      redirect: 'follow' as const,
      ...(body === undefined ? {} : {body, duplex: 'half' as const}),
    };
    const response = await fetchThroughProxy(url, init as RequestInit, request.proxy, variables);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: () => response.text(),
      json: () => response.json() as Promise<unknown>,
      body: () => (response.body ?? []) as AsyncIterable<Uint8Array>,
    };
  } finally {
    clearTimeout(timer);
  }
}

async function fetchThroughProxy(
  url: string,
  init: RequestInit,
  proxy: string | undefined,
  variables: Variables,
): Promise<Response> {
  const setting = (name: string): string | undefined => variables[name] || variables[name.toUpperCase()] || undefined;
  const proxies = {
    ...optional('httpProxy', proxy ?? setting('http_proxy')),
    ...optional('httpsProxy', proxy ?? setting('https_proxy')),
  };
  if (Object.keys(proxies).length === 0) return fetch(url, init);
  const {EnvHttpProxyAgent, fetch: fetchWithAgent} = await import('undici');
  const dispatcher = new EnvHttpProxyAgent({...proxies, noProxy: setting('no_proxy') ?? ''});
  return (await fetchWithAgent(url, {...(init as object), dispatcher})) as unknown as Response;
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : {[name]: value};
}

/** Adds the certificates of the user's bundles to those that Node trusts. */
async function trustBundles(named: readonly (string | undefined)[]): Promise<void> {
  const files = [...new Set(named)].filter((file): file is string => file !== undefined && file !== '');
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const found = texts.flatMap((text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []);
  if (found.length === 0) return;
  tls.setDefaultCACertificates?.([...new Set([...tls.getCACertificates('default'), ...found])]);
}

function reasonOf(error: unknown): string {
  const {cause} = error as {cause?: unknown};
  if (cause instanceof Error) return reasonOf(cause);
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name cannot be resolved';
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  return messageOf(error);
}
