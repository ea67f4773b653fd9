import {createHash} from 'node:crypto';
import {contains, type Network, overlaps, parseNetwork, toAddress, toNumber} from '../host/ip-network.ts';
import type {NamespacePlan} from './namespace-plan.ts';

const PAIR_SIZE = 4;

/** What the machine has already. */
export interface Taken {
  readonly networks: readonly Network[];
  readonly addresses: readonly string[];
  readonly links: readonly string[];
}

/**
 * A network of four addresses out of a range that nothing on the machine uses. It begins to look at a place that depends on the directory, so
 * that two clouds, of which one does not run now, find different ones.
 * @returns undefined when the range is full
 */
export function chooseNetwork(root: string, range: string, taken: Taken): NamespacePlan | undefined {
  const all = parseNetwork(range);
  if (all === undefined) return undefined;
  const hash = createHash('sha256').update(root).digest();
  const count = Math.floor(2 ** (32 - all.length) / PAIR_SIZE);
  const first = hash.readUInt32BE(0) % Math.max(count, 1);
  for (let step = 0; step < count; step += 1) {
    const network = {address: all.address + ((first + step) % count) * PAIR_SIZE, length: 30};
    if (!isFree(network, taken)) continue;
    return {
      link: linkName(hash.toString('hex'), taken.links),
      outside: toAddress(network.address + 1),
      inside: toAddress(network.address + 2),
    };
  }
  return undefined;
}

function isFree(network: Network, {networks, addresses}: Taken): boolean {
  // A default route leads everywhere and takes nothing.
  const used = networks.filter(({length}) => length > 0);
  return (
    !used.some((one) => overlaps(one, network)) && !addresses.some((address) => contains(network, toNumber(address)))
  );
}

function linkName(hash: string, links: readonly string[]): string {
  const names = Array.from({length: 16}, (_, index) => `devstack${hash.slice(index, index + 6)}`);
  return names.find((name) => !links.includes(name)) ?? names[0]!;
}
