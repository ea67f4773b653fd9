import type {Argv, Host} from '@devstack/sdk';
import {type Accounts, parseAccounts} from './accounts.ts';
import {type ListedPath, listBelowCommand, listCommand, type Places, parseListing} from './path-listing.ts';
import {runAsRoot} from './root.ts';

const ARGUMENTS_AT_ONCE = 1000;
const CLOCK: Argv = ['date', '+%s.%N'];
// find exits with 1 when a path vanished while it looked, or is not there at all; it has printed the rest.
const FIND_EXITS = [0, 1];

export async function readAccounts(host: Host): Promise<{users: Accounts; groups: Accounts}> {
  const [users, groups] = await Promise.all([host.readText('/etc/passwd'), host.readText('/etc/group')]);
  return {users: parseAccounts(users ?? ''), groups: parseAccounts(groups ?? '')};
}

export async function listPaths(host: Host, places: Places): Promise<ListedPath[]> {
  return parseListing((await runAsRoot(host, listCommand(places), {accept: FIND_EXITS})).stdout);
}

export async function listBelow(host: Host, paths: readonly string[]): Promise<ListedPath[]> {
  const found: ListedPath[] = [];
  for (const some of inBatches(paths)) {
    const {stdout} = await runAsRoot(host, listBelowCommand(some), {accept: FIND_EXITS});
    found.push(...parseListing(stdout));
  }
  return [...new Map(found.map((listed) => [listed.path, listed])).values()];
}

/** A command line has an end. */
export function inBatches<Item>(items: readonly Item[]): Item[][] {
  const batches: Item[][] = [];
  for (let at = 0; at < items.length; at += ARGUMENTS_AT_ONCE) batches.push(items.slice(at, at + ARGUMENTS_AT_ONCE));
  return batches;
}

/** The machine's own clock, which stamps its files. Seconds since the epoch. */
export async function readClock(host: Host): Promise<number> {
  return Number((await host.run(CLOCK)).stdout);
}
