import {listAll, type Session} from '@devstack/openstack';

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface NetworkRecord extends Named {
  readonly shared: boolean;
  readonly 'router:external': boolean;
  readonly 'provider:network_type': string;
  readonly 'provider:physical_network': string | null;
  readonly 'provider:segmentation_id': number | null;
}

export interface SubnetRecord extends Named {
  readonly network_id: string;
  readonly cidr: string;
  readonly enable_dhcp: boolean;
  readonly dns_nameservers: readonly string[];
}

export interface RouterRecord extends Named {
  readonly external_gateway_info: {readonly network_id: string} | null;
}

/** Where a router is connected with a subnet. */
export interface InterfaceRecord {
  readonly device_id: string;
  readonly fixed_ips: readonly {readonly subnet_id: string}[];
}

/** What there is in the project of the administrator. */
export interface NetworkState {
  readonly networks: readonly NetworkRecord[];
  readonly subnets: readonly SubnetRecord[];
  readonly routers: readonly RouterRecord[];
  readonly interfaces: readonly InterfaceRecord[];
}

export async function readNetworkState(session: Session): Promise<NetworkState> {
  const project = await session.projectId();
  const list = <Item>(what: string, query = ''): Promise<Item[]> =>
    listAll<Item>(session, 'network', `/v2.0/${what}?project_id=${project}${query}`, what);
  // First one alone: neutron prepares itself during the first request, and requests beside it can fail.
  const networks = await list<NetworkRecord>('networks');
  const [subnets, routers, interfaces] = await Promise.all([
    list<SubnetRecord>('subnets'),
    list<RouterRecord>('routers'),
    list<InterfaceRecord>('ports', '&device_owner=network:router_interface'),
  ]);
  return {networks, subnets, routers, interfaces};
}
