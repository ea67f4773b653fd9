import type {Credentials} from '../credentials.ts';
import type {CatalogEntry} from '../token.ts';
import type {Heard, Played, RecordedService} from './recorded-service.ts';

export const PASSWORD = 'a/b"c\\d &%•';

export function credentialsOf(service: RecordedService): Credentials {
  return {
    authUrl: `${service.url}/v3`,
    username: 'admin',
    password: PASSWORD,
    projectName: 'admin',
    region: 'RegionOne',
  };
}

export interface TokenSettings {
  readonly catalog?: readonly CatalogEntry[];
  readonly lifetimeMs?: number;
}

/** Answers of Keystone to a request for a token: 201 as recorded, 401 for a wrong password. Each token has a number. */
export function playTokens(service: RecordedService, {catalog = [], lifetimeMs = 3_600_000}: TokenSettings = {}): void {
  let made = 0;
  service.on('POST /v3/auth/tokens', ({body}: Heard): Played => {
    const {identity} = (JSON.parse(body) as {auth: {identity: {password: {user: {password: string}}}}}).auth;
    if (identity.password.user.password !== PASSWORD) return UNAUTHORIZED;
    return tokenAnswer(`token-${++made}`, catalog, lifetimeMs);
  });
}

export const UNAUTHORIZED: Played = {
  status: 401,
  headers: {'x-openstack-request-id': 'req-401'},
  body: {error: {code: 401, message: 'The request you have made requires authentication.', title: 'Unauthorized'}},
};

export function entry(type: string, url: string): CatalogEntry {
  return {type, name: type, endpoints: [{interface: 'public', region_id: 'RegionOne', url}]};
}

function tokenAnswer(id: string, catalog: readonly CatalogEntry[], lifetimeMs: number): Played {
  const issued = Date.parse('2026-11-22T10:00:00.000000Z');
  const token = {
    methods: ['password'],
    user: {id: 'u-admin', name: 'admin', domain: {id: 'default', name: 'Default'}},
    project: {id: 'p-admin', name: 'admin', domain: {id: 'default', name: 'Default'}},
    issued_at: new Date(issued).toISOString(),
    expires_at: new Date(issued + lifetimeMs).toISOString(),
    catalog,
  };
  return {status: 201, headers: {'x-subject-token': id}, body: {token}};
}
