interface Route {
  readonly network: number;
  readonly mask: number;
  readonly device: string;
  readonly metric: number;
}

/**
 * The IPv4 address from which this machine reaches others: the one beside the default route, else any that is not loopback, else 127.0.0.1.
 * @param routes content of /proc/net/route
 * @param trie content of /proc/net/fib_trie, which lists the machine's own addresses
 */
export function findAddress(routes: string, trie: string): string {
  const table = parseRoutes(routes);
  const own = parseOwnAddresses(trie);
  const way = table.filter(({mask}) => mask === 0).sort((a, b) => a.metric - b.metric)[0];
  const address =
    own.find((ip) => way !== undefined && deviceOf(ip, table) === way.device) ??
    own.find((ip) => !ip.startsWith('127.'));
  return address ?? '127.0.0.1';
}

/** The device of the narrowest network that has the address in it. */
function deviceOf(ip: string, table: readonly Route[]): string | undefined {
  const networks = table.filter(({network, mask}) => mask !== 0 && (toNumber(ip) & mask) >>> 0 === network);
  return networks.sort((a, b) => b.mask - a.mask)[0]?.device;
}

function parseRoutes(routes: string): readonly Route[] {
  return routes
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .filter((fields) => fields.length >= 8)
    .map((fields) => ({
      device: fields[0]!,
      network: fromKernelHex(fields[1]!),
      metric: Number(fields[6]),
      mask: fromKernelHex(fields[7]!),
    }));
}

/** `/32 host LOCAL` stands under each address that is the machine's own. */
function parseOwnAddresses(trie: string): readonly string[] {
  const found = [...trie.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n\s*\/32 host LOCAL/g)].map((match) => match[1]!);
  return [...new Set(found)];
}

/** The kernel prints addresses in the byte order of the machine, which is little-endian everywhere we run. */
function fromKernelHex(hex: string): number {
  const bytes = hex.match(/../g) ?? [];
  return Number.parseInt([...bytes].reverse().join(''), 16) >>> 0;
}

function toNumber(ip: string): number {
  return ip.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}
