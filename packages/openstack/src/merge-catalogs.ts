import {type Catalog, type CatalogService, type CatalogUser, DevstackError} from '@devstack/sdk';

/** What several components want, as one catalog: what two of them want is there once. Throws when they want it to be different. */
export function mergeCatalogs(catalogs: readonly Catalog[]): Catalog {
  return {
    services: mergeByName(
      'service',
      catalogs.flatMap(({services = []}) => services),
      sameService,
    ),
    users: mergeByName(
      'user',
      catalogs.flatMap(({users = []}) => users),
      sameUser,
    ),
    projects: mergeByName(
      'project',
      catalogs.flatMap(({projects = []}) => projects),
      (first) => first,
    ),
    roles: [...new Set(catalogs.flatMap(({roles = []}) => roles))],
  };
}

type Join<Item> = (first: Item, second: Item) => Item | undefined;

function mergeByName<Item extends {readonly name: string}>(
  what: string,
  items: readonly Item[],
  join: Join<Item>,
): Item[] {
  const merged = new Map<string, Item>();
  for (const item of items) {
    const first = merged.get(item.name);
    const joined = first === undefined ? item : join(first, item);
    if (joined === undefined) throw disagreement(what, item.name);
    merged.set(item.name, joined);
  }
  return [...merged.values()];
}

function sameService(first: CatalogService, second: CatalogService): CatalogService | undefined {
  return first.type === second.type && first.url === second.url ? first : undefined;
}

function sameUser(first: CatalogUser, second: CatalogUser): CatalogUser | undefined {
  if (first.password.secret !== second.password.secret) return undefined;
  const grants = new Map([...first.grants, ...second.grants].map((grant) => [JSON.stringify(grant), grant]));
  return {...first, grants: [...grants.values()]};
}

function disagreement(what: string, name: string): DevstackError {
  return new DevstackError(`cannot set up ${what} ${name} in the Identity service: two components want it different`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: ['choose one of the components, or report it to their authors'],
  });
}
