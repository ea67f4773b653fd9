import {
  type Applied,
  DevstackError,
  type Host,
  type Kept,
  type Probe,
  type RouteArgs,
  type Step,
  type StepDescription,
  type StepHandler,
} from '@devstack/sdk';
import {type Network, overlaps, parseNetwork, showNetwork} from '../host/ip-network.ts';
import {parseRoutes, type Route} from '../host/network-tables.ts';
import type {Isolation} from '../isolation/isolation.ts';
import {addRoute, removeRoute} from '../isolation/namespace-commands.ts';

const REASON = 'routes are made by root';

/** A way from the machine to a network that lies in the cloud's namespaces. It goes with the link that it leads over. */
export class RouteStep implements StepHandler<RouteArgs, null, null> {
  readonly lifetime = 'running';
  readonly #isolation: Isolation;

  constructor(isolation: Isolation) {
    this.#isolation = isolation;
  }

  describe({args}: Step<RouteArgs>): StepDescription {
    return {title: `route to ${args.to}`, privileged: REASON};
  }

  async probe({to}: RouteArgs): Promise<Probe> {
    const plan = (await this.#isolation.namespace())?.plan;
    if (plan === undefined) return 'present';
    const network = networkOf(to);
    return (await this.#routes()).some((route) => route.device === plan.link && isSame(route, network))
      ? 'present'
      : 'absent';
  }

  async check({to}: RouteArgs): Promise<void> {
    const plan = (await this.#isolation.namespace())?.plan;
    if (plan === undefined) return;
    const network = networkOf(to);
    const other = (await this.#routes()).find(
      (route) => route.length > 0 && route.device !== plan.link && overlaps(route, network),
    );
    if (other === undefined) return;
    throw new DevstackError(
      `cannot lead ${to} into the cloud: the machine uses ${showNetwork(other)} on ${other.device} already`,
      {
        code: 'DEVSTACK_ERR_UNSUPPORTED',
        suggestions: ['choose another range for this cloud', `see what uses it: ip route show to match ${to}`],
      },
    );
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply({to}: RouteArgs): Promise<null> {
    const plan = (await this.#isolation.namespace())?.plan;
    if (plan !== undefined) await this.#machine.run(addRoute(to, plan), {privileged: REASON});
    return null;
  }

  async revert({args: {to}}: Applied<RouteArgs, null, null>): Promise<readonly Kept[]> {
    const plan = (await this.#isolation.namespace())?.plan;
    if (plan !== undefined && (await this.probe({to})) === 'present') {
      await this.#machine.run(removeRoute(to, plan), {privileged: REASON, accept: [0, 2]});
    }
    return [];
  }

  get #machine(): Host {
    return this.#isolation.machine;
  }

  async #routes(): Promise<readonly Route[]> {
    return parseRoutes((await this.#machine.readText('/proc/net/route')) ?? '');
  }
}

function networkOf(to: string): Network {
  const network = parseNetwork(to);
  if (network !== undefined) return network;
  throw new DevstackError(`cannot lead '${to}' into the cloud: it is no network such as 172.24.4.0/24`, {
    code: 'DEVSTACK_ERR_CONFIG_VALUE',
  });
}

function isSame(one: Network, other: Network): boolean {
  return one.address === other.address && one.length === other.length;
}
