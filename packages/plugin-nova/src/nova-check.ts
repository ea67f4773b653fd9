import {credentialsFrom, hasService, openSession, type Session, withSignal} from '@devstack/openstack';
import {
  type Check,
  type CheckContext,
  DevstackError,
  type Http,
  type PartState,
  type StateContext,
  T,
} from '@devstack/sdk';
import {MICROVERSION} from './compute-session.ts';
import {partOf, type ServiceRecord} from './service-states.ts';
import {TrialServer} from './trial-server.ts';

/** Starts a server as a user would, with an address, and deletes it. Where no compute was chosen there are no servers to start. */
export class NovaCheck implements Check {
  static readonly inject = [T.http] as const;

  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async run({environment, signal, step, cleanUp}: CheckContext): Promise<void> {
    const session = openSession(this.#http, credentialsFrom(environment));
    const computes = await step('list the computes', () => listServices(session, '?binary=nova-compute'));
    if (computes.length === 0) return;
    const trial = new TrialServer(session, signal, cleanUp);
    const image = await step('upload an image', () => trial.makeImage());
    const network = await step('make a network', () => trial.makeNetwork());
    const flavor = await step('make a flavor', () => trial.makeFlavor());
    const server = await step('start a server', () => trial.makeServer({image, flavor, network}));
    const addresses = await step('the server is ACTIVE', () => trial.untilActive(server));
    await step('it has an address', async () => requireAddress(server, addresses));
    await step('delete the server', () => trial.deleteServer(server));
  }

  async state({environment, signal}: StateContext): Promise<readonly PartState[]> {
    const session = openSession(withSignal(this.#http, signal), credentialsFrom(environment));
    if (!(await hasService(session, 'compute'))) return [];
    return (await listServices(session, '', signal)).map(partOf);
  }
}

async function listServices(session: Session, query: string, signal?: AbortSignal): Promise<readonly ServiceRecord[]> {
  const options = {microversion: MICROVERSION, ...(signal === undefined ? {} : {signal})};
  const path = `/os-services${query}`;
  const {body} = await session.request<{services: ServiceRecord[]}>('compute', 'GET', path, undefined, options);
  return body.services;
}

function requireAddress(server: string, addresses: readonly string[]): void {
  if (addresses.length > 0) return;
  throw new DevstackError(`cannot reach server ${server}: it is ACTIVE and has no address`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack logs neutron', 'devstack logs nova'],
  });
}
