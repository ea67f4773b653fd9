import type {Network} from './ip-network.ts';

export interface Route extends Network {
  readonly device: string;
  /** As a number; 0 when the network is on the link itself. */
  readonly gateway: number;
  readonly metric: number;
}

const LENGTH = 32;

/** Reads /proc/net/route. */
export function parseRoutes(text: string): readonly Route[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .filter((fields) => fields.length >= 8)
    .map((fields) => ({
      device: fields[0]!,
      address: fromKernelHex(fields[1]!),
      gateway: fromKernelHex(fields[2]!),
      metric: Number(fields[6]),
      length: LENGTH - Math.log2(2 ** LENGTH - fromKernelHex(fields[7]!)),
    }));
}

/** The machine's own addresses, from /proc/net/fib_trie: `/32 host LOCAL` stands under each. */
export function parseOwnAddresses(trie: string): readonly string[] {
  const found = [...trie.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n\s*\/32 host LOCAL/g)].map((match) => match[1]!);
  return [...new Set(found)];
}

/** The kernel prints addresses in the byte order of the machine, which is little-endian everywhere we run. */
function fromKernelHex(hex: string): number {
  const bytes = hex.match(/../g) ?? [];
  return Number.parseInt([...bytes].reverse().join(''), 16);
}
