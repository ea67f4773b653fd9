import {dnsOf, type NetworkSettings} from './network-settings.ts';
import type {NetworkRecord, NetworkState, RouterRecord, SubnetRecord} from './network-state.ts';

export type RemovableKind = 'network' | 'subnet' | 'router';

/** One request. Names stand for what an earlier action of the plan makes. */
export type NetworkAction =
  | {readonly do: 'detach'; readonly router: string; readonly routerId: string; readonly subnetId: string}
  | {readonly do: 'remove'; readonly kind: RemovableKind; readonly id: string; readonly name: string}
  | {readonly do: 'create-network'; readonly network: NetworkSettings}
  | {readonly do: 'change-network'; readonly id: string; readonly network: NetworkSettings}
  | {readonly do: 'create-subnet'; readonly network: NetworkSettings; readonly cidr: string}
  | {readonly do: 'change-subnet'; readonly id: string; readonly network: NetworkSettings; readonly cidr: string}
  | {readonly do: 'create-router'; readonly name: string; readonly external: string}
  | {readonly do: 'attach'; readonly router: string; readonly network: string; readonly cidr: string};

/** Stages, one after the other; the actions of a stage may be carried out at the same time. */
export type NetworkPlan = readonly (readonly NetworkAction[])[];

/** One for each external network that something is routed to. */
export function routerOf(external: string): string {
  return `${external}-router`;
}

/** Several ranges of a network have several subnets: the first has the plain name. */
export function subnetOf({name, cidrs}: NetworkSettings, cidr: string): string {
  const index = cidrs.indexOf(cidr);
  return index === 0 ? `${name}-subnet` : `${name}-subnet-${index + 1}`;
}

/** What must be done so that there is what is declared, and nothing that was declared before. */
export function planNetworks(
  state: NetworkState,
  wanted: readonly NetworkSettings[],
  previous: readonly NetworkSettings[],
): NetworkPlan {
  const gone = findGone(state, wanted, previous);
  const rest = without(state, gone);
  const routers = [...new Set(wanted.flatMap(({routedTo}) => routedTo ?? []))];
  return [
    gone.interfaces.map(({routerId, router, subnetId}) => ({do: 'detach' as const, router, routerId, subnetId})),
    gone.routers.map((router) => remove('router', router)),
    gone.subnets.map((subnet) => remove('subnet', subnet)),
    gone.networks.map((network) => remove('network', network)),
    wanted.flatMap((network) => planNetwork(network, rest)),
    wanted.flatMap((network) => planSubnets(network, rest)),
    routers
      .filter((external) => !rest.routers.some(({name}) => name === routerOf(external)))
      .map((external) => ({do: 'create-router' as const, name: routerOf(external), external})),
    wanted.flatMap((network) => planInterfaces(network, rest)),
  ].filter((stage) => stage.length > 0);
}

interface Interface {
  readonly router: string;
  readonly routerId: string;
  readonly subnetId: string;
}

interface Gone {
  readonly networks: readonly NetworkRecord[];
  readonly subnets: readonly SubnetRecord[];
  readonly routers: readonly RouterRecord[];
  readonly interfaces: readonly Interface[];
}

/** Of what we declared before, or declare otherwise now: what cannot stay. */
function findGone(state: NetworkState, wanted: readonly NetworkSettings[], previous: readonly NetworkSettings[]): Gone {
  const before = new Map(previous.map((network) => [network.name, network]));
  const now = new Map(wanted.map((network) => [network.name, network]));
  const networks = state.networks.filter((record) => {
    const network = now.get(record.name);
    return network === undefined ? before.has(record.name) : !isSameKind(record, network);
  });
  const lost = new Set(networks.map(({id}) => id));
  const subnets = state.subnets.filter((subnet) => {
    const name = state.networks.find(({id}) => id === subnet.network_id)?.name ?? '';
    const wasOurs = before.get(name)?.cidrs.includes(subnet.cidr) === true;
    return lost.has(subnet.network_id) || (wasOurs && now.get(name)?.cidrs.includes(subnet.cidr) !== true);
  });
  const routers = state.routers.filter((router) => {
    const ours = [...previous, ...wanted].some(
      ({routedTo}) => routedTo !== undefined && routerOf(routedTo) === router.name,
    );
    const isWanted = wanted.some(({routedTo}) => routedTo !== undefined && routerOf(routedTo) === router.name);
    const gateway = router.external_gateway_info?.network_id;
    return ours && (!isWanted || gateway === undefined || lost.has(gateway));
  });
  return {networks, subnets, routers, interfaces: findGoneInterfaces(state, subnets, routers, wanted, previous)};
}

function findGoneInterfaces(
  state: NetworkState,
  subnets: readonly SubnetRecord[],
  routers: readonly RouterRecord[],
  wanted: readonly NetworkSettings[],
  previous: readonly NetworkSettings[],
): readonly Interface[] {
  const connected = state.interfaces.flatMap(({device_id: routerId, fixed_ips: ips}) =>
    ips.map(({subnet_id: subnetId}) => ({routerId, subnetId})),
  );
  return connected.flatMap(({routerId, subnetId}) => {
    const router = state.routers.find(({id}) => id === routerId);
    if (router === undefined) return [];
    const subnet = state.subnets.find(({id}) => id === subnetId);
    const network = state.networks.find(({id}) => id === subnet?.network_id)?.name;
    const isRoute = ({name, routedTo}: NetworkSettings): boolean =>
      name === network && routedTo !== undefined && routerOf(routedTo) === router.name;
    const isGone =
      routers.includes(router) ||
      subnets.some(({id}) => id === subnetId) ||
      (previous.some(isRoute) && !wanted.some(isRoute));
    return isGone ? [{router: router.name, routerId, subnetId}] : [];
  });
}

/** Whether neutron can change the one into the other. */
function isSameKind(record: NetworkRecord, {type, physicalNetwork, segment}: NetworkSettings): boolean {
  return (
    (type === undefined || type === record['provider:network_type']) &&
    (type === undefined || (physicalNetwork ?? null) === record['provider:physical_network']) &&
    (segment === undefined || segment === record['provider:segmentation_id'])
  );
}

function without(state: NetworkState, gone: Gone): NetworkState {
  return {
    networks: state.networks.filter((network) => !gone.networks.includes(network)),
    subnets: state.subnets.filter((subnet) => !gone.subnets.includes(subnet)),
    routers: state.routers.filter((router) => !gone.routers.includes(router)),
    interfaces: state.interfaces
      .filter(({device_id: router}) => !gone.routers.some(({id}) => id === router))
      .map((one) => ({
        ...one,
        fixed_ips: one.fixed_ips.filter(
          ({subnet_id: subnet}) =>
            !gone.interfaces.some(({routerId, subnetId}) => routerId === one.device_id && subnetId === subnet),
        ),
      })),
  };
}

function remove(kind: RemovableKind, {id, name}: {readonly id: string; readonly name: string}): NetworkAction {
  return {do: 'remove', kind, id, name};
}

function planNetwork(network: NetworkSettings, {networks}: NetworkState): readonly NetworkAction[] {
  const found = networks.find(({name}) => name === network.name);
  if (found === undefined) return [{do: 'create-network', network}];
  const isSame = found.shared === network.isShared && found['router:external'] === network.isExternal;
  return isSame ? [] : [{do: 'change-network', id: found.id, network}];
}

function planSubnets(network: NetworkSettings, {networks, subnets}: NetworkState): readonly NetworkAction[] {
  const own = subnets.filter(({network_id: id}) => id === networks.find(({name}) => name === network.name)?.id);
  return network.cidrs.flatMap((cidr): readonly NetworkAction[] => {
    const found = own.find((subnet) => subnet.cidr === cidr);
    if (found === undefined) return [{do: 'create-subnet', network, cidr}];
    const isSame =
      found.name === subnetOf(network, cidr) &&
      found.enable_dhcp === network.hasDhcp &&
      [...found.dns_nameservers].sort().join() === [...dnsOf(network, cidr)].sort().join();
    return isSame ? [] : [{do: 'change-subnet', id: found.id, network, cidr}];
  });
}

function planInterfaces(network: NetworkSettings, state: NetworkState): readonly NetworkAction[] {
  const {name, routedTo, cidrs} = network;
  if (routedTo === undefined) return [];
  const router = routerOf(routedTo);
  const routerId = state.routers.find((record) => record.name === router)?.id;
  const connected = state.interfaces
    .filter(({device_id: device}) => device === routerId)
    .flatMap(({fixed_ips: ips}) => ips.map(({subnet_id: subnet}) => subnet));
  const networkId = state.networks.find((record) => record.name === name)?.id;
  return cidrs
    .filter((cidr) => {
      const subnet = state.subnets.find((record) => record.network_id === networkId && record.cidr === cidr);
      return subnet === undefined || !connected.includes(subnet.id);
    })
    .map((cidr) => ({do: 'attach', router, network: name, cidr}));
}
