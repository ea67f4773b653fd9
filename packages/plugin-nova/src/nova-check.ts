import {credentialsFrom, openSession} from '@devstack/openstack';
import {type Check, type CheckContext, DevstackError, type Http, T} from '@devstack/sdk';
import {TrialServer} from './trial-server.ts';

/** Starts a server as a user would, with an address where there are networks, and deletes it. */
export class NovaCheck implements Check {
  static readonly inject = [T.http] as const;

  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async run({environment, signal, step, cleanUp}: CheckContext): Promise<void> {
    const session = openSession(this.#http, credentialsFrom(environment));
    const trial = new TrialServer(session, signal, cleanUp);
    const image = await step('upload an image', () => trial.makeImage());
    const hasNetworks = await isThere(session.endpoint('network'));
    const network = hasNetworks ? await step('make a network', () => trial.makeNetwork()) : undefined;
    const flavor = await step('make a flavor', () => trial.makeFlavor());
    const server = await step('start a server', () => trial.makeServer({image, flavor, network}));
    const addresses = await step('the server is ACTIVE', () => trial.untilActive(server));
    if (network !== undefined) await step('it has an address', async () => requireAddress(server, addresses));
    await step('delete the server', () => trial.deleteServer(server));
  }
}

async function isThere(endpoint: Promise<string>): Promise<boolean> {
  try {
    await endpoint;
    return true;
  } catch (error) {
    if (!DevstackError.is(error) || error.code !== 'DEVSTACK_ERR_NOT_FOUND') throw error;
    return false;
  }
}

function requireAddress(server: string, addresses: readonly string[]): void {
  if (addresses.length > 0) return;
  throw new DevstackError(`cannot reach server ${server}: it is ACTIVE and has no address`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack logs neutron', 'devstack logs nova'],
  });
}
