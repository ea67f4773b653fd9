import type {Session} from '@devstack/openstack';
import {
  type Applied,
  type Http,
  type Kept,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {type CloudVariables, MICROVERSION, sessionOf, unlessItIsDown} from './compute-session.ts';
import {creationOf, type Flavor, type FlavorRecord, isSameFlavor} from './flavor.ts';

export interface FlavorArgs {
  readonly environment: CloudVariables;
  readonly flavor: Flavor;
}

type Previous = Applied<FlavorArgs, null, null>;

const options = {microversion: MICROVERSION};

/** Step kind `flavor`: a size of servers. Servers keep the size with which they were made, whatever becomes of their flavor. */
export class FlavorStep implements StepHandler<FlavorArgs, null, null> {
  static readonly inject = [T.http] as const;

  readonly lifetime = 'installed';
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  describe({args: {flavor}}: Step<FlavorArgs>): StepDescription {
    const {name, ram, vcpus, disk} = flavor;
    return {title: `flavor ${name}`, details: [`${ram} MB RAM, ${vcpus} VCPU, ${disk} GB disk`]};
  }

  async probe(_args: FlavorArgs, previous: Previous | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply({environment, flavor}: FlavorArgs, _applied: unknown, context: StepContext): Promise<null> {
    const session = sessionOf(this.#http, environment, context);
    if (await create(session, flavor)) return null;
    const found = await read(session, flavor.name);
    if (found !== undefined && isSameFlavor(flavor, found)) return null;
    await remove(session, flavor.name);
    // The second refusal is an error: somebody gave the name to a flavor of another id.
    await create(session, flavor, [200]);
    return null;
  }

  async revert({args: {environment, flavor}}: Previous, context: StepContext): Promise<readonly Kept[]> {
    await unlessItIsDown(() => remove(sessionOf(this.#http, environment, context), flavor.name), undefined);
    return [];
  }
}

/** False when there is one already. */
async function create(session: Session, flavor: Flavor, accept: readonly number[] = [200, 409]): Promise<boolean> {
  const {status} = await session.request('compute', 'POST', '/flavors', creationOf(flavor), {...options, accept});
  if (status === 409) return false;
  const {name, properties} = flavor;
  if (Object.keys(properties).length > 0)
    await session.request('compute', 'POST', `${pathOf(name)}/os-extra_specs`, {extra_specs: properties}, options);
  return true;
}

async function read(session: Session, id: string): Promise<FlavorRecord | undefined> {
  const accept = {...options, accept: [200, 404]};
  const {status, body} = await session.request<{flavor: FlavorRecord}>('compute', 'GET', pathOf(id), undefined, accept);
  return status === 404 ? undefined : body.flavor;
}

async function remove(session: Session, id: string): Promise<void> {
  await session.request('compute', 'DELETE', pathOf(id), undefined, {...options, accept: [202, 404]});
}

function pathOf(id: string): string {
  return `/flavors/${encodeURIComponent(id)}`;
}
