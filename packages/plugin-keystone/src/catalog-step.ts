import {
  type CatalogArgs,
  credentialsFrom,
  ensureCatalog,
  mergeCatalogs,
  openSession,
  removeCatalog,
  type Session,
} from '@devstack/openstack';
import {
  type Applied,
  DevstackError,
  type Http,
  type Kept,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';

type Previous = Applied<CatalogArgs, null, null>;

/** Step kind `catalog`: services, endpoints, projects, users and roles in the Identity service, over HTTP with one token. */
export class CatalogStep implements StepHandler<CatalogArgs, null, null> {
  static readonly inject = [T.http] as const;

  readonly lifetime = 'installed';
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** One step for all components: each kind of thing is listed once, and what two of them want is removed only with the second. */
  readonly merge = {
    key: (): string => 'all',
    combine: (all: readonly CatalogArgs[]): CatalogArgs => ({
      environment: all[0]!.environment,
      catalog: mergeCatalogs(all.map(({catalog}) => catalog)),
    }),
  };

  describe({args: {catalog}}: Step<CatalogArgs>): StepDescription {
    return {
      title: 'catalog of the Identity service',
      details: [
        ...(catalog.services ?? []).map(({name, type, url}) => `service ${name} (${type}) at ${url}`),
        ...(catalog.users ?? []).map(({name, grants}) => `user ${name}: ${grants.map(({role}) => role).join(', ')}`),
        ...(catalog.projects ?? []).map(({name}) => `project ${name}`),
      ],
    };
  }

  async probe(_args: CatalogArgs, previous: Previous | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(
    {environment, catalog}: CatalogArgs,
    {previous}: {readonly previous?: Previous},
    context: StepContext,
  ): Promise<null> {
    const resolve = context.resolve.bind(context);
    const before = previous === undefined ? {} : {previous: previous.args.catalog};
    for (const line of await ensureCatalog(this.#session(environment, context), catalog, {resolve, ...before}))
      context.progress(line);
    return null;
  }

  /** When the Identity service does not run there is nothing to take out of it that its database does not take with it. */
  async revert({args: {environment, catalog}}: Previous, context: StepContext): Promise<readonly Kept[]> {
    try {
      await removeCatalog(this.#session(environment, context), catalog);
    } catch (error) {
      if (!DevstackError.is(error) || error.code !== 'DEVSTACK_ERR_NETWORK') throw error;
    }
    return [];
  }

  #session(environment: CatalogArgs['environment'], context: StepContext): Session {
    const variables = Object.entries(environment).map(([name, value]) => [name, context.resolve(value)] as const);
    return openSession(this.#http, credentialsFrom(Object.fromEntries(variables)));
  }
}
