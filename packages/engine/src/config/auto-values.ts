import type {Host} from '@devstack/sdk';
import {findAddress} from './own-address.ts';

/** Values that the machine itself gives: `$(auto:ip)`. */
export type AutoValues = Readonly<Record<'ip' | 'user' | 'hostname' | 'cpus', string>>;

export async function readAutoValues(host: Host): Promise<AutoValues> {
  const [{user, hostname, cpus}, routes, addresses] = await Promise.all([
    host.facts(),
    host.readText('/proc/net/route'),
    host.readText('/proc/net/fib_trie'),
  ]);
  return {ip: findAddress(routes ?? '', addresses ?? ''), user, hostname, cpus: String(cpus)};
}
