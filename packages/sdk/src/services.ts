import type {Fetched, Source} from './downloader.ts';
import type {Packager} from './packager.ts';
import type {Progress} from './progress.ts';

/** Lines for a person who asks for more (-v). Never printed by a plugin itself; secrets are redacted at the sink. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

/** A request; a GET without headers when nothing is said. */
export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
  /** Until the first byte of the answer. */
  readonly timeoutMs?: number;
  /** Path of a bundle of certificates (PEM) to trust as well, where a setting of the user names one. */
  readonly certificates?: string;
  /** URL of a proxy to use instead of the environment's, where a setting of the user names one. */
  readonly proxy?: string;
}

/** The answer of a server; its body can be read once, in one of three ways. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  text(): Promise<string>;
  json(): Promise<unknown>;
  body(): AsyncIterable<Uint8Array>;
}

/**
 * HTTP with the user's proxies (`http_proxy`, `https_proxy`, `no_proxy`; never for loopback) and CA bundle
 * (`SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`). Follows redirects.
 * Throws DEVSTACK_ERR_NETWORK when there is no answer; any status is an answer.
 */
export interface Http {
  request(url: string, request?: HttpRequest): Promise<HttpResponse>;
}

/** Fetches through whichever downloader plugin knows the scheme of a source. */
export interface Downloads {
  fetch(
    source: Source,
    into: string,
    options: {readonly signal: AbortSignal; readonly progress: Progress},
  ): Promise<Fetched>;
  /** undefined when the source can be reached, else why not; takes at most a few seconds. */
  unreachable(uri: string): Promise<string | undefined>;
  /** Why what was fetched to this path must not be deleted; undefined when it may. */
  modified(uri: string, path: string): Promise<string | undefined>;
}

/** The packagers of the installed plugins, by name. Throws DEVSTACK_ERR_UNKNOWN_NAME. */
export interface Packagers {
  get(name: string): Promise<Packager>;
}

/** The caller's environment and files that belong to the user; a plugin reads `process.env` nowhere else. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
  /** A directory for things that can be fetched again; lives in the root and goes with it. */
  readonly cache: string;
}

/** How to reach the cloud: the variables that `devstack env` prints, resolved when they are asked for. */
export type Cloud = () => Promise<Readonly<Record<string, string>>>;
