import type {Credentials} from './credentials.ts';

export interface CatalogEntry {
  readonly type: string;
  readonly name?: string;
  readonly endpoints: readonly {readonly interface: string; readonly region_id?: string | null; readonly url: string}[];
}

export interface Token {
  readonly id: string;
  /** Milliseconds since the epoch by our clock; from then on it is not used any more. */
  readonly renewAtMs: number;
  readonly userId: string;
  /** undefined for a token without a scope. */
  readonly projectId: string | undefined;
  readonly catalog: readonly CatalogEntry[];
}

export interface TokenAnswer {
  readonly token: {
    readonly issued_at: string;
    readonly expires_at: string;
    readonly user: {readonly id: string};
    readonly project?: {readonly id: string};
    readonly catalog?: readonly CatalogEntry[];
  };
}

const RENEW_BEFORE_MS = 60_000;

type Person = Pick<Credentials, 'username' | 'password' | 'userDomainId'>;

function identityOf({username, password, userDomainId = 'default'}: Person): object {
  const user = {name: username, domain: {id: userDomainId}, password};
  return {methods: ['password'], password: {user}};
}

/** The body that asks for a token in the project of the credentials. */
export function tokenRequest(credentials: Credentials): object {
  const {projectName, projectDomainId = 'default'} = credentials;
  const scope = {project: {name: projectName, domain: {id: projectDomainId}}};
  return {auth: {identity: identityOf(credentials), scope}};
}

/** The body that only asks whether a password is right. */
export function passwordRequest(person: Person): object {
  return {auth: {identity: identityOf(person), scope: 'unscoped'}};
}

/** The lifetime counts, not the time of day: two machines need not agree on that. */
export function readToken(id: string, {token}: TokenAnswer, nowMs: number): Token {
  const lifetimeMs = Date.parse(token.expires_at) - Date.parse(token.issued_at);
  return {
    id,
    renewAtMs: nowMs + lifetimeMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 10),
    userId: token.user.id,
    projectId: token.project?.id,
    catalog: token.catalog ?? [],
  };
}

/** Types under which older catalogs list a service. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'block-storage': ['volumev3', 'volume'],
  'object-store': ['object-storage'],
};

/** The public address of a service, without a slash at the end; undefined when the catalog has none for the region. */
export function findEndpoint(catalog: readonly CatalogEntry[], type: string, region: string): string | undefined {
  for (const known of [type, ...(ALIASES[type] ?? [])]) {
    const endpoints = catalog.filter((entry) => entry.type === known).flatMap((entry) => entry.endpoints);
    const found = endpoints.find((one) => one.interface === 'public' && one.region_id === region);
    if (found !== undefined) return found.url.replace(/\/+$/, '');
  }
  return undefined;
}
