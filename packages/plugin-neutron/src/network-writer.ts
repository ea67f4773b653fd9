import type {Method, Session} from '@devstack/openstack';
import {type NetworkAction, type NetworkPlan, subnetOf} from './network-plan.ts';
import {dnsOf, familyOf, type NetworkSettings} from './network-settings.ts';
import type {NetworkState} from './network-state.ts';

/**
 * Carries out a plan, stage after stage. The very first action alone: neutron learns its policy from the first request that needs it, and
 * refuses what comes before it is done. @returns a line for each change, for a person
 */
export async function applyNetworkPlan(
  session: Session,
  plan: NetworkPlan,
  state: NetworkState,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const writer = new NetworkWriter(session, state, signal);
  const lines: string[] = [];
  const [[first, ...besides] = [], ...later] = plan;
  if (first !== undefined) lines.push(await writer.apply(first));
  for (const stage of [besides, ...later])
    lines.push(...(await Promise.all(stage.map((action) => writer.apply(action)))));
  return lines;
}

class NetworkWriter {
  readonly #session: Session;
  readonly #signal: AbortSignal;
  readonly #networks: Map<string, string>;
  readonly #routers: Map<string, string>;
  readonly #subnets: Map<string, string>;

  constructor(session: Session, {networks, subnets, routers}: NetworkState, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
    this.#networks = new Map(networks.map(({name, id}) => [name, id]));
    this.#routers = new Map(routers.map(({name, id}) => [name, id]));
    this.#subnets = new Map(subnets.map(({network_id: network, cidr, id}) => [`${network} ${cidr}`, id]));
  }

  async apply(action: NetworkAction): Promise<string> {
    switch (action.do) {
      case 'detach':
        await this.#connect('remove', action.routerId, action.subnetId);
        return `took a subnet from router ${action.router}`;
      case 'remove':
        await this.#send('DELETE', `${action.kind}s/${action.id}`, undefined, [204, 404]);
        return `removed ${action.kind} ${action.name}`;
      case 'create-network':
        this.#networks.set(action.network.name, await this.#create('network', createBody(action.network)));
        return `created network ${action.network.name}`;
      case 'change-network':
        await this.#send('PUT', `networks/${action.id}`, {network: changeableOf(action.network)});
        return `changed network ${action.network.name}`;
      case 'create-router':
        this.#routers.set(action.name, await this.#create('router', this.#routerBody(action)));
        return `created router ${action.name}`;
      case 'attach':
        await this.#connect('add', this.#routers.get(action.router)!, this.#subnetId(action.network, action.cidr));
        return `connected ${action.network} with ${action.router}`;
      default:
        return this.#applyToSubnet(action);
    }
  }

  async #applyToSubnet(action: NetworkAction & {do: 'create-subnet' | 'change-subnet'}): Promise<string> {
    const {network, cidr} = action;
    const name = subnetOf(network, cidr);
    const fields = {name, enable_dhcp: network.hasDhcp, dns_nameservers: dnsOf(network, cidr)};
    if (action.do === 'change-subnet') {
      await this.#send('PUT', `subnets/${action.id}`, {subnet: fields});
      return `changed subnet ${name}`;
    }
    const networkId = this.#networks.get(network.name)!;
    const body = {...fields, network_id: networkId, cidr, ip_version: familyOf(cidr)};
    this.#subnets.set(`${networkId} ${cidr}`, await this.#create('subnet', body));
    return `created subnet ${name}: ${cidr}`;
  }

  #routerBody({name, external}: NetworkAction & {do: 'create-router'}): object {
    return {name, external_gateway_info: {network_id: this.#networks.get(external)}};
  }

  #subnetId(network: string, cidr: string): string {
    return this.#subnets.get(`${this.#networks.get(network)} ${cidr}`)!;
  }

  async #connect(how: 'add' | 'remove', routerId: string, subnetId: string): Promise<void> {
    const accept = how === 'remove' ? [200, 404] : undefined;
    await this.#send('PUT', `routers/${routerId}/${how}_router_interface`, {subnet_id: subnetId}, accept);
  }

  async #create(kind: 'network' | 'subnet' | 'router', fields: object): Promise<string> {
    const {body} = await this.#send('POST', `${kind}s`, {[kind]: fields});
    return (body as Record<typeof kind, {readonly id: string}>)[kind].id;
  }

  #send(method: Method, path: string, body?: object, accept?: readonly number[]) {
    const options = {signal: this.#signal, ...(accept === undefined ? {} : {accept})};
    return this.#session.request('network', method, `/v2.0/${path}`, body, options);
  }
}

function changeableOf({isShared, isExternal}: NetworkSettings): object {
  return {shared: isShared, 'router:external': isExternal};
}

function createBody(network: NetworkSettings): object {
  const {name, type, physicalNetwork, segment} = network;
  return {
    name,
    ...changeableOf(network),
    ...(type === undefined ? {} : {'provider:network_type': type}),
    ...(physicalNetwork === undefined ? {} : {'provider:physical_network': physicalNetwork}),
    ...(segment === undefined ? {} : {'provider:segmentation_id': segment}),
  };
}
