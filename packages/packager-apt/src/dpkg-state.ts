import {type ListedPath, listPaths, type PathOwners} from '@devstack/package-traces';
import type {Host} from '@devstack/sdk';
import {APT_ENVIRONMENT, architectureCommand, queryCommand, showAutoCommand} from './apt-commands.ts';
import {type PackageState, parsePackages} from './package-query.ts';
import {DIVERSIONS, ownersCommand, parseOwners} from './path-owners.ts';

export async function readPackages(host: Host): Promise<PackageState[]> {
  const [{stdout}, architecture] = await Promise.all([host.run(queryCommand), readArchitecture(host)]);
  return parsePackages(stdout, architecture);
}

/** Packages that are there because others need them. */
export async function readAuto(host: Host): Promise<string[]> {
  const {stdout} = await host.run(showAutoCommand, {env: APT_ENVIRONMENT});
  return stdout.split('\n').filter((line) => line !== '');
}

export async function readOwners(host: Host): Promise<PathOwners> {
  const [{stdout}, diversions, architecture] = await Promise.all([
    host.run(ownersCommand),
    host.readText(DIVERSIONS),
    readArchitecture(host),
  ]);
  return parseOwners(stdout, diversions ?? '', architecture);
}

/** Beside what all packagers look at. */
const PLACES = {
  roots: ['/var/lib/dpkg/statoverride', '/run/adduser'],
  pruned: [
    '/var/backups',
    '/var/cache/apt',
    '/var/lib/apt',
    '/var/lib/dpkg',
    '/var/log/alternatives.log',
    '/var/log/apt',
    '/var/log/dpkg.log',
  ],
};

export function listSystem(host: Host): Promise<ListedPath[]> {
  return listPaths(host, PLACES);
}

async function readArchitecture(host: Host): Promise<string> {
  return (await host.run(architectureCommand)).stdout.trim();
}
