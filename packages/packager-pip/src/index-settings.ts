import type {PipOptions} from './pip-conf.ts';

/** Where Python distributions come from: what the user told uv, else what the user told pip, else PyPI. */
export interface IndexSettings {
  /** URLs of simple indexes, the first to ask first. May hold credentials: never log them. Empty: only `findLinks`. */
  readonly indexes: readonly string[];
  /** Directories and pages with links. */
  readonly findLinks: readonly string[];
  /** uv knows an option for it, and no variable. */
  readonly isIndexOff: boolean;
  readonly trustedHosts: readonly string[];
  /** Path of a bundle of certificates. */
  readonly certificates?: string;
  readonly proxy?: string;
  /** The variables with which uv does the same. */
  readonly uv: Readonly<Record<string, string>>;
}

type Variables = Readonly<Record<string, string | undefined>>;

const PYPI = 'https://pypi.org/simple';

/** Variables of uv that say where things come from, and not what is to be done. */
const UV_PASSED_ON =
  /^(UV_(INDEX|DEFAULT_INDEX|INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|INDEX_STRATEGY|INSECURE_HOST|KEYRING_PROVIDER|SYSTEM_CERTS|NATIVE_TLS|OFFLINE|HTTP_TIMEOUT|HTTP_RETRIES|CONFIG_FILE|CACHE_DIR|LINK_MODE|CONCURRENT_\w+|INDEX_\w+_(USERNAME|PASSWORD))|NETRC)$/;

export function readIndexSettings(variables: Variables, pip: PipOptions, systemCertificates?: string): IndexSettings {
  const passedOn = Object.entries(variables).filter(([name, value]) => UV_PASSED_ON.test(name) && value);
  const uv = Object.fromEntries(passedOn) as Record<string, string>;
  const fromPip = translatePip(pip);
  const certificates = pip.cert?.[0] ?? (variables.SSL_CERT_FILE || findCertificates(variables) || systemCertificates);
  const merged = hasIndex(uv) ? uv : {...fromPip, ...uv};
  const proxy = pip.proxy?.[0];
  const isIndexOff = !hasIndex(uv) && isTrue(pip['no-index']?.[0]);
  return {
    indexes: isIndexOff ? [] : indexesOf(merged),
    isIndexOff,
    findLinks: merged.UV_FIND_LINKS?.split(',') ?? [],
    trustedHosts: merged.UV_INSECURE_HOST?.split(/[\s,]+/) ?? [],
    ...(certificates ? {certificates} : {}),
    ...(proxy ? {proxy} : {}),
    uv: {
      ...merged,
      ...(certificates ? {SSL_CERT_FILE: certificates} : {}),
      ...(proxy ? {HTTP_PROXY: proxy, HTTPS_PROXY: proxy} : {}),
    },
  };
}

/** The same text without user names, passwords and tokens in its URLs. */
export function redactUrls(text: string): string {
  return text.replaceAll(/(\w+:\/\/)[^/@\s]+@/g, '$1***@');
}

function findCertificates(variables: Variables): string | undefined {
  return variables.REQUESTS_CA_BUNDLE || variables.CURL_CA_BUNDLE || undefined;
}

function hasIndex(uv: Variables): boolean {
  return ['UV_INDEX', 'UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_EXTRA_INDEX_URL'].some((name) => uv[name] !== undefined);
}

function translatePip(pip: PipOptions): Record<string, string> {
  const list = (name: string, separator: string): string | undefined => pip[name]?.join(separator) || undefined;
  const extra = list('extra-index-url', ' ');
  return definedOnly({
    UV_DEFAULT_INDEX: pip['index-url']?.[0],
    UV_INDEX: extra,
    // pip takes the best version of all indexes, uv the first index that has the name; hashes make that safe.
    UV_INDEX_STRATEGY: extra === undefined ? undefined : 'unsafe-best-match',
    UV_FIND_LINKS: list('find-links', ','),
    UV_INSECURE_HOST: list('trusted-host', ' '),
  });
}

function indexesOf(uv: Variables): string[] {
  const first = `${uv.UV_INDEX ?? ''} ${uv.UV_EXTRA_INDEX_URL ?? ''}`.split(/\s+/);
  const last = uv.UV_DEFAULT_INDEX ?? uv.UV_INDEX_URL ?? PYPI;
  return [...first, last].filter((url) => url !== '').map((url) => url.replace(/^[\w-]+=(?=\w+:)/, ''));
}

function isTrue(value: string | undefined): boolean {
  return /^(1|y|yes|t|true|on)$/i.test(value ?? '');
}

function definedOnly(values: Variables): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
}
