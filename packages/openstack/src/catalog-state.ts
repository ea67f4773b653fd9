import type {Catalog} from '@devstack/sdk';
import {listAll} from './list-all.ts';
import type {Session} from './session.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface FoundEndpoint {
  readonly id: string;
  readonly service_id: string;
  readonly interface: string;
  readonly region_id: string | null;
  readonly url: string;
}

export interface Assignment {
  readonly role: {readonly id: string};
  readonly user?: {readonly id: string};
  readonly scope: {readonly project?: {readonly id: string}; readonly system?: {readonly all?: boolean}};
}

/** What the Identity service has of the kinds that matter. */
export interface CatalogState {
  readonly services: readonly (Named & {readonly type: string})[];
  readonly endpoints: readonly FoundEndpoint[];
  readonly projects: readonly Named[];
  readonly roles: readonly Named[];
  readonly users: readonly Named[];
  readonly assignments: readonly Assignment[];
}

/**
 * One list for each kind that the catalogs speak of. The first alone: Keystone learns its policy from the first request that needs it, and
 * refuses what comes before it is done.
 */
export async function readCatalogState(session: Session, catalogs: readonly Catalog[]): Promise<CatalogState> {
  const has = (kind: keyof Catalog) => catalogs.some((catalog) => (catalog[kind]?.length ?? 0) > 0);
  const list = <Item>(isNeeded: boolean, key: string, query = ''): Promise<Item[]> =>
    isNeeded ? listAll<Item>(session, 'identity', `/v3/${key}${query}`, key) : Promise.resolve([]);
  const services = await list<CatalogState['services'][number]>(has('services'), 'services');
  const [endpoints, projects, roles, users, assignments] = await Promise.all([
    list<FoundEndpoint>(has('services'), 'endpoints'),
    list<Named>(has('projects') || has('users'), 'projects', `?domain_id=${session.projectDomainId}`),
    list<Named>(has('roles') || has('users'), 'roles'),
    list<Named>(has('users'), 'users', `?domain_id=${session.userDomainId}`),
    list<Assignment>(has('users'), 'role_assignments'),
  ]);
  return {services, endpoints, projects, roles, users, assignments};
}
