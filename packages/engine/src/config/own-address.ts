import {contains, toNumber} from '../host/ip-network.ts';
import {parseOwnAddresses, parseRoutes, type Route} from '../host/network-tables.ts';

/**
 * The IPv4 address from which this machine reaches others: the one beside the default route, else any that is not loopback, else 127.0.0.1.
 * @param routes content of /proc/net/route
 * @param trie content of /proc/net/fib_trie, which lists the machine's own addresses
 */
export function findAddress(routes: string, trie: string): string {
  const table = parseRoutes(routes);
  const own = parseOwnAddresses(trie);
  const way = table.filter(({length}) => length === 0).sort((a, b) => a.metric - b.metric)[0];
  const address =
    own.find((ip) => way !== undefined && deviceOf(ip, table) === way.device) ??
    own.find((ip) => !ip.startsWith('127.'));
  return address ?? '127.0.0.1';
}

/** The device of the narrowest network that has the address in it. */
function deviceOf(ip: string, table: readonly Route[]): string | undefined {
  const networks = table.filter((route) => route.length > 0 && contains(route, toNumber(ip)));
  return networks.sort((a, b) => b.length - a.length)[0]?.device;
}
