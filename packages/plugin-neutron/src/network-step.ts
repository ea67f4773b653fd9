import {credentialsFrom, openSession} from '@devstack/openstack';
import {
  type Applied,
  type Http,
  type JsonObject,
  type Kept,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
  type Text,
} from '@devstack/sdk';
import {planNetworks} from './network-plan.ts';
import {readNetworks} from './network-settings.ts';
import {readNetworkState} from './network-state.ts';
import {applyNetworkPlan} from './network-writer.ts';

export interface NetworkArgs {
  /** As `devstack env` prints them. */
  readonly environment: Readonly<Record<string, Text>>;
  /** The option of this name. */
  readonly networks: JsonObject;
}

type Previous = Applied<NetworkArgs, null, null>;

/** Step kind `network`: networks, subnets and routers as declared, over HTTP. What is not declared any more goes. */
export class NetworkStep implements StepHandler<NetworkArgs, null, null> {
  static readonly inject = [T.http] as const;

  readonly lifetime = 'installed';
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  describe({args}: Step<NetworkArgs>): StepDescription {
    const networks = readNetworks(args.networks);
    return {
      title: networks.length === 0 ? 'no networks' : `networks ${networks.map(({name}) => name).join(', ')}`,
      details: networks.map(({name, cidrs}) => `${name}: ${cidrs.join(', ')}`),
    };
  }

  async probe(_args: NetworkArgs, previous: Previous | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(args: NetworkArgs, {previous}: {readonly previous?: Previous}, context: StepContext): Promise<null> {
    const variables = Object.entries(args.environment).map(([name, value]) => [name, context.resolve(value)] as const);
    const session = openSession(this.#http, credentialsFrom(Object.fromEntries(variables)));
    const state = await readNetworkState(session);
    const plan = planNetworks(state, readNetworks(args.networks), readNetworks(previous?.args.networks ?? {}));
    for (const line of await applyNetworkPlan(session, plan, state, context.signal)) context.progress(line);
    return null;
  }

  /** They are in neutron's database, and go or stay with it. */
  async revert(): Promise<readonly Kept[]> {
    return [];
  }
}
