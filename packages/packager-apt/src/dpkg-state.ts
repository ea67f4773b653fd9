import type {Host} from '@devstack/sdk';
import {type Accounts, parseAccounts} from './accounts.ts';
import {APT_ENVIRONMENT, architectureCommand, clockCommand, queryCommand, showAutoCommand} from './apt-commands.ts';
import {type PackageState, parsePackages} from './package-query.ts';
import {type ListedPath, listBelowCommand, listCommand, parseListing} from './path-listing.ts';
import {DIVERSIONS, ownersCommand, type PathOwners, parseOwners} from './path-owners.ts';
import {runAsRoot} from './root.ts';

const ARGUMENTS_AT_ONCE = 1000;

export async function readPackages(host: Host): Promise<PackageState[]> {
  const [{stdout}, architecture] = await Promise.all([host.run(queryCommand), readArchitecture(host)]);
  return parsePackages(stdout, architecture);
}

/** Packages that are there because others need them. */
export async function readAuto(host: Host): Promise<string[]> {
  const {stdout} = await host.run(showAutoCommand, {env: APT_ENVIRONMENT});
  return stdout.split('\n').filter((line) => line !== '');
}

export async function readAccounts(host: Host): Promise<{users: Accounts; groups: Accounts}> {
  const [users, groups] = await Promise.all([host.readText('/etc/passwd'), host.readText('/etc/group')]);
  return {users: parseAccounts(users ?? ''), groups: parseAccounts(groups ?? '')};
}

export async function readOwners(host: Host): Promise<PathOwners> {
  const [{stdout}, diversions, architecture] = await Promise.all([
    host.run(ownersCommand),
    host.readText(DIVERSIONS),
    readArchitecture(host),
  ]);
  return parseOwners(stdout, diversions ?? '', architecture);
}

// find exits with 1 when a path vanished while it looked, or is not there at all; it has printed the rest.
const FIND_EXITS = [0, 1];

export async function listPaths(host: Host): Promise<ListedPath[]> {
  return parseListing((await runAsRoot(host, listCommand, {accept: FIND_EXITS})).stdout);
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
  return Number((await host.run(clockCommand)).stdout);
}

async function readArchitecture(host: Host): Promise<string> {
  return (await host.run(architectureCommand)).stdout.trim();
}
