import type {Json, JsonObject, Problem} from '@devstack/sdk';
import {gatewayOf, isIpv4Range} from './ip-range.ts';
import type {NetworkSettings} from './network-settings.ts';
import type {OuterBridge} from './switch-commands.ts';

const SMALLEST_RANGE = 29;
const OUTER_BRIDGE = 'br-ex';

/** An external network that has no range of addresses has the one for floating IPs. */
export function withFloatingRange(networks: JsonObject, range: string): JsonObject {
  return Object.fromEntries(
    Object.entries(networks).map(([name, value]) => [name, isOuter(value) ? {...value, cidr: range} : value]),
  );
}

export function floatingRangeProblems(range: string): readonly Problem[] {
  const bits = Number(range.split('/')[1]);
  if (isIpv4Range(range) && bits <= SMALLEST_RANGE) return [];
  return [
    {message: `neutron.floating_range is '${range}', and should be a range of IPv4 addresses such as 172.24.4.0/24`},
  ];
}

/** What OVN calls the bridge of each physical network: the first has the name that everybody knows. */
export function bridgeOf(physicalNetworks: readonly string[], name: string): string {
  return physicalNetworks[0] === name ? OUTER_BRIDGE : `br-${name}`;
}

/** `public:br-ex,other:br-other` */
export function bridgeMappings(physicalNetworks: readonly string[]): string {
  return physicalNetworks.map((name) => `${name}:${bridgeOf(physicalNetworks, name)}`).join(',');
}

/** A bridge for each physical network. On it this machine is the gateway of the external networks: so it reaches their addresses. */
export function outerBridges(
  physicalNetworks: readonly string[],
  networks: readonly NetworkSettings[],
): readonly OuterBridge[] {
  return physicalNetworks.map((physical) => ({
    name: bridgeOf(physicalNetworks, physical),
    addresses: outerRanges(networks.filter(({physicalNetwork}) => physicalNetwork === physical)).map(gatewayOf),
  }));
}

/** Of IPv6, this machine has no address there. */
export function outerRanges(networks: readonly NetworkSettings[]): readonly string[] {
  return networks
    .filter(({isExternal, type}) => isExternal && type === 'flat')
    .flatMap(({cidrs}) => cidrs.filter(isIpv4Range));
}

function isOuter(value: Json | undefined): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const {external, cidr} = value as JsonObject;
  return external === true && cidr === undefined;
}
