import {type Catalog, DevstackError, type RoleGrant, type Text} from '@devstack/sdk';
import {type CatalogAction, type CatalogPlan, idOf} from './catalog-plan.ts';
import type {CatalogState} from './catalog-state.ts';
import {listAll} from './list-all.ts';
import type {Method, Session} from './session.ts';

export interface ApplyOptions {
  /** The value of a text with its secrets, as a step's context has it. */
  readonly resolve: (value: Text) => string;
}

/** Keystone of a developer is one process with one interpreter lock; more at once only wait in line. */
const AT_ONCE = 4;

type Kind = 'roles' | 'projects' | 'users' | 'services';
type Fields = {readonly name: string; readonly [field: string]: unknown};

/** Carries out a plan, stage after stage. @returns a line for each change, for a person */
export async function applyCatalogPlan(
  session: Session,
  plan: CatalogPlan,
  state: CatalogState,
  wanted: Catalog,
  {resolve}: ApplyOptions,
): Promise<readonly string[]> {
  const writer = new CatalogWriter(session, state, wanted, resolve);
  const lines: (string | undefined)[] = [];
  for (const stage of plan) lines.push(...(await applyAll(stage, (action) => writer.apply(action))));
  return lines.filter((line) => line !== undefined);
}

/**
 * Many at once, to their end. SQLite refuses one of two writers at once, and Keystone then hangs up; so what fails is done again
 * when the others are done, one after another, and only then an error is an error.
 */
async function applyAll<Item, Result>(
  items: readonly Item[],
  apply: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const waiting = [...items];
  const failed: Item[] = [];
  const results: Result[] = [];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const ended = await apply(item).then(
        (result) => ({result}),
        () => undefined,
      );
      if (ended === undefined) failed.push(item);
      else results.push(ended.result);
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, work));
  for (const item of failed) results.push(await apply(item));
  return results;
}

class CatalogWriter {
  readonly #session: Session;
  readonly #state: CatalogState;
  readonly #wanted: Catalog;
  readonly #resolve: ApplyOptions['resolve'];
  readonly #made = new Map<string, string>();

  constructor(session: Session, state: CatalogState, wanted: Catalog, resolve: ApplyOptions['resolve']) {
    this.#session = session;
    this.#state = state;
    this.#wanted = wanted;
    this.#resolve = resolve;
  }

  async apply(action: CatalogAction): Promise<string | undefined> {
    switch (action.do) {
      case 'create-role':
        return this.#create('roles', 'role', {name: action.name});
      case 'create-project': {
        const {name, description} = action;
        return this.#create('projects', 'project', {name, description, domain_id: this.#session.projectDomainId});
      }
      case 'create-user':
        return this.#createUser(action.name, this.#resolve(action.password));
      case 'check-password':
        return this.#keepPassword(action.name, action.id, this.#resolve(action.password));
      case 'create-service':
        return this.#create('services', 'service', {name: action.name, type: action.type});
      case 'create-endpoint':
        return this.#createEndpoint(action);
      case 'change-endpoint':
        await this.#send('PATCH', `/v3/endpoints/${action.id}`, {endpoint: {url: action.url}}, [200]);
        return `changed endpoint of ${action.service} to ${action.url}`;
      case 'grant':
      case 'revoke':
        return this.#assign(action.do, action.user, action.grant);
      case 'remove':
        return this.#remove(action);
    }
  }

  /** @returns undefined when somebody else made it since we looked: 409 */
  async #create(kind: Kind, key: string, fields: Fields): Promise<string | undefined> {
    const {status, body} = await this.#send('POST', `/v3/${kind}`, {[key]: fields}, [201, 409]);
    const made = (body as Record<string, {readonly id: string} | undefined>)[key];
    this.#made.set(`${kind} ${fields.name}`, made?.id ?? (await this.#lookUp(kind, fields.name)));
    return status === 201 ? `created ${key} ${fields.name}` : undefined;
  }

  async #createUser(name: string, password: string): Promise<string | undefined> {
    const created = await this.#create('users', 'user', {name, password, domain_id: this.#session.userDomainId});
    return created ?? this.#keepPassword(name, this.#id('users', name), password);
  }

  /** Signing in tells without a digest of the password anywhere, and also notices a change that somebody else made. */
  async #keepPassword(name: string, id: string, password: string): Promise<string | undefined> {
    if (await this.#session.isPassword(name, password)) return undefined;
    await this.#send('PATCH', `/v3/users/${id}`, {user: {password}}, [200]);
    return `changed password of user ${name}`;
  }

  async #createEndpoint({service, interface: side, url}: CatalogAction & {do: 'create-endpoint'}): Promise<string> {
    const {region} = this.#session;
    const endpoint = {service_id: this.#id('services', service), interface: side, region_id: region, url};
    await this.#send('POST', '/v3/endpoints', {endpoint}, [201, 409]);
    return `created ${side} endpoint of ${service}: ${url}`;
  }

  async #assign(what: 'grant' | 'revoke', user: string, {role, on}: RoleGrant): Promise<string> {
    const scope = on === 'system' ? 'system' : `projects/${this.#id('projects', on.project)}`;
    const path = `/v3/${scope}/users/${this.#id('users', user)}/roles/${this.#id('roles', role)}`;
    if (what === 'grant') await this.#send('PUT', path, undefined, [204]);
    else await this.#send('DELETE', path, undefined, [204, 404]);
    const where = on === 'system' ? 'the system' : `project ${on.project}`;
    return what === 'grant' ? `gave ${user} role ${role} on ${where}` : `took role ${role} on ${where} from ${user}`;
  }

  /** Never takes away what this very session lives on. */
  async #remove({kind, id, name}: CatalogAction & {do: 'remove'}): Promise<string | undefined> {
    if (id === (await this.#session.userId()) || id === (await this.#session.projectId())) return undefined;
    await this.#send('DELETE', `/v3/${kind}/${id}`, undefined, [204, 404]);
    return `removed ${kind.slice(0, -1)} ${name}`;
  }

  #id(kind: Kind, name: string): string {
    const type = kind === 'services' ? this.#wanted.services?.find((one) => one.name === name)?.type : undefined;
    const found = this.#state[kind].filter((one) => type === undefined || (one as {type?: string}).type === type);
    const id = this.#made.get(`${kind} ${name}`) ?? idOf(found, name);
    if (id !== undefined) return id;
    throw new DevstackError(`cannot set up the Identity service: ${kind.slice(0, -1)} ${name} is gone`, {
      code: 'DEVSTACK_ERR_COMMAND',
      suggestions: ['somebody changes the Identity service at the same time; run the same command again'],
    });
  }

  async #lookUp(kind: Kind, name: string): Promise<string> {
    const domain = {
      users: this.#session.userDomainId,
      projects: this.#session.projectDomainId,
      roles: '',
      services: '',
    }[kind];
    const query = new URLSearchParams({name, ...(domain === '' ? {} : {domain_id: domain})});
    const items = await listAll<{id: string; name: string}>(this.#session, 'identity', `/v3/${kind}?${query}`, kind);
    return idOf(items, name) ?? this.#id(kind, name);
  }

  #send(method: Method, path: string, body: object | undefined, accept: readonly number[]) {
    return this.#session.request('identity', method, path, body, {accept});
  }
}
