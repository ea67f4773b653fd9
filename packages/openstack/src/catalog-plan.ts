import type {Catalog, CatalogService, CatalogUser, RoleGrant, SecretRef} from '@devstack/sdk';
import type {CatalogState} from './catalog-state.ts';

export const INTERFACES = ['public', 'internal', 'admin'] as const;

export type Removable = 'services' | 'users' | 'projects' | 'roles';

/** One change of the Identity service. Names, not ids: what is named may have to be made first. */
export type CatalogAction =
  | {readonly do: 'create-role'; readonly name: string}
  | {readonly do: 'create-project'; readonly name: string; readonly description?: string}
  | {readonly do: 'create-user'; readonly name: string; readonly password: SecretRef}
  | {readonly do: 'check-password'; readonly name: string; readonly id: string; readonly password: SecretRef}
  | {readonly do: 'create-service'; readonly name: string; readonly type: string}
  | {readonly do: 'create-endpoint'; readonly service: string; readonly interface: string; readonly url: string}
  | {readonly do: 'change-endpoint'; readonly service: string; readonly id: string; readonly url: string}
  | {readonly do: 'grant' | 'revoke'; readonly user: string; readonly grant: RoleGrant}
  | {readonly do: 'remove'; readonly kind: Removable; readonly id: string; readonly name: string};

/** Stages: what is in one can be done at the same time, after what is in those before. */
export type CatalogPlan = readonly (readonly CatalogAction[])[];

/** What must change so that the service has what is wanted, and nothing any more of what was wanted only before. */
export function planCatalog(state: CatalogState, wanted: Catalog, previous: Catalog, region: string): CatalogPlan {
  const users = wanted.users ?? [];
  return [
    [
      ...planRoles(state, wanted),
      ...planProjects(state, wanted),
      ...planUsers(state, users),
      ...planServices(state, wanted),
    ],
    [
      ...(wanted.services ?? []).flatMap((service) => planEndpoints(state, service, region)),
      ...users.flatMap((user) => planGrants(state, user)),
      ...planRevocations(state, users, previous.users ?? []),
    ],
    planRemovals(state, wanted, previous),
  ].filter((stage) => stage.length > 0);
}

/** A role that a grant names is made too: what an older bootstrap makes lacks `service` and `manager`. */
export function rolesOf({roles = [], users = []}: Catalog): string[] {
  return [...new Set([...roles, ...users.flatMap(({grants}) => grants.map(({role}) => role))])];
}

function planRoles({roles}: CatalogState, wanted: Catalog): CatalogAction[] {
  return absent(rolesOf(wanted), roles).map((name) => ({do: 'create-role', name}));
}

function planProjects({projects}: CatalogState, {projects: declared = [], users = []}: Catalog): CatalogAction[] {
  const granted = users.flatMap(({grants}) => grants.flatMap(({on}) => (on === 'system' ? [] : [on.project])));
  const names = [...new Set([...declared.map(({name}) => name), ...granted])];
  return absent(names, projects).map((name) => {
    const description = declared.find((project) => project.name === name)?.description;
    return {do: 'create-project', name, ...(description === undefined ? {} : {description})};
  });
}

function planUsers({users}: CatalogState, wanted: readonly CatalogUser[]): CatalogAction[] {
  return wanted.map(({name, password}) => {
    const id = idOf(users, name);
    return id === undefined ? {do: 'create-user', name, password} : {do: 'check-password', name, id, password};
  });
}

function planServices({services}: CatalogState, {services: wanted = []}: Catalog): CatalogAction[] {
  return wanted
    .filter((service) => !services.some((found) => isSame(found, service)))
    .map(({name, type}) => ({do: 'create-service', name, type}));
}

function planEndpoints(state: CatalogState, service: CatalogService, region: string): CatalogAction[] {
  const {name, url} = service;
  const id = state.services.find((found) => isSame(found, service))?.id;
  return INTERFACES.flatMap((one): CatalogAction[] => {
    const found = state.endpoints.find(
      (endpoint) => endpoint.service_id === id && endpoint.interface === one && endpoint.region_id === region,
    );
    if (found === undefined) return [{do: 'create-endpoint', service: name, interface: one, url}];
    return found.url === url ? [] : [{do: 'change-endpoint', service: name, id: found.id, url}];
  });
}

function planGrants(state: CatalogState, {name, grants}: CatalogUser): CatalogAction[] {
  return grants.filter((grant) => !isGranted(state, name, grant)).map((grant) => ({do: 'grant', user: name, grant}));
}

function planRevocations(
  state: CatalogState,
  wanted: readonly CatalogUser[],
  previous: readonly CatalogUser[],
): CatalogAction[] {
  const key = (user: string, grant: RoleGrant) => JSON.stringify([user, grant.role, grant.on]);
  const kept = new Set(wanted.flatMap(({name, grants}) => grants.map((grant) => key(name, grant))));
  const stays = new Set(wanted.map(({name}) => name));
  return previous
    .filter(({name}) => stays.has(name))
    .flatMap(({name, grants}) => grants.map((grant) => ({user: name, grant})))
    .filter(({user, grant}) => !kept.has(key(user, grant)) && isGranted(state, user, grant))
    .map(({user, grant}) => ({do: 'revoke', user, grant}));
}

function planRemovals(state: CatalogState, wanted: Catalog, previous: Catalog): CatalogAction[] {
  const gone = <Item extends {readonly name: string}>(
    before: readonly Item[] = [],
    now: readonly {name: string}[] = [],
  ) => before.filter(({name}) => !now.some((item) => item.name === name)).map(({name}) => name);
  const services = (previous.services ?? [])
    .filter((service) => !(wanted.services ?? []).some((kept) => isSame(kept, service)))
    .flatMap((service) => state.services.filter((found) => isSame(found, service)));
  const roles = (previous.roles ?? []).filter((name) => !rolesOf(wanted).includes(name));
  const remove = (
    kind: Removable,
    found: readonly {id: string; name: string}[],
    names: readonly string[],
  ): CatalogAction[] =>
    found.filter(({name}) => names.includes(name)).map(({id, name}) => ({do: 'remove', kind, id, name}));
  return [
    ...services.map(({id, name}): CatalogAction => ({do: 'remove', kind: 'services', id, name})),
    ...remove('users', state.users, gone(previous.users, wanted.users)),
    ...remove('projects', state.projects, gone(previous.projects, wanted.projects)),
    ...remove('roles', state.roles, roles),
  ];
}

function isSame(a: Pick<CatalogService, 'name' | 'type'>, b: Pick<CatalogService, 'name' | 'type'>): boolean {
  return a.name === b.name && a.type === b.type;
}

function absent(names: readonly string[], found: readonly {readonly name: string}[]): string[] {
  return names.filter((name) => idOf(found, name) === undefined);
}

export function idOf(
  found: readonly {readonly id?: string; readonly name: string}[],
  name: string,
): string | undefined {
  return found.find((one) => one.name === name)?.id;
}

function isGranted({users, roles, projects, assignments}: CatalogState, user: string, {role, on}: RoleGrant): boolean {
  const userId = idOf(users, user);
  const roleId = idOf(roles, role);
  if (userId === undefined || roleId === undefined) return false;
  const projectId = on === 'system' ? undefined : idOf(projects, on.project);
  return assignments.some(
    (one) =>
      one.user?.id === userId &&
      one.role.id === roleId &&
      (on === 'system'
        ? one.scope.system?.all === true
        : projectId !== undefined && one.scope.project?.id === projectId),
  );
}
