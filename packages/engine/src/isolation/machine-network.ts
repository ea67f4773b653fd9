import type {Host} from '@devstack/sdk';
import {parseOwnAddresses, parseRoutes} from '../host/network-tables.ts';
import type {Taken} from './choose-network.ts';

export async function readTaken(machine: Host): Promise<Taken> {
  const [routes, trie, links] = await Promise.all([
    machine.readText('/proc/net/route'),
    machine.readText('/proc/net/fib_trie'),
    machine.list('/sys/class/net'),
  ]);
  return {networks: parseRoutes(routes ?? ''), addresses: parseOwnAddresses(trie ?? ''), links: links ?? []};
}
