import type {ListedPath, PathOwners} from '@devstack/package-traces';
import {listPaths} from '@devstack/package-traces';
import type {Host} from '@devstack/sdk';
import {userInstalledCommand} from './dnf-commands.ts';
import {ask} from './dnf-run.ts';
import {ownersCommand, providesCommand, queryCommand, scriptsCommand} from './rpm-commands.ts';
import {parseOwners, parsePackages, parseProvides, type RpmPackage} from './rpm-output.ts';

/** What rpm and dnf write themselves. */
const PLACES = {
  roots: [],
  pruned: [
    '/usr/lib/sysimage',
    '/var/cache/dnf',
    '/var/cache/libdnf5',
    '/var/lib/dnf',
    '/var/lib/rpm',
    '/var/log/dnf.log',
    '/var/log/dnf.librepo.log',
    '/var/log/dnf.rpm.log',
    '/var/log/dnf5.log',
    '/var/log/hawkey.log',
  ],
};

export async function readPackages(host: Host): Promise<RpmPackage[]> {
  return parsePackages((await host.run(queryCommand)).stdout);
}

export async function readProvides(host: Host): Promise<ReadonlyMap<string, readonly string[]>> {
  return parseProvides((await host.run(providesCommand)).stdout);
}

export async function readOwners(host: Host): Promise<PathOwners> {
  return parseOwners((await host.run(ownersCommand)).stdout);
}

export function listSystem(host: Host): Promise<ListedPath[]> {
  return listPaths(host, PLACES);
}

export async function listScripts(host: Host, since: number): Promise<string[]> {
  return (await host.run(scriptsCommand(since))).stdout.split('\0').filter((path) => path !== '');
}

/** Ids of the packages that somebody asked for by name. */
export async function readUserInstalled(host: Host): Promise<ReadonlySet<string>> {
  const {stdout} = await ask(host, userInstalledCommand);
  return new Set(stdout.split('\n').filter((line) => line !== ''));
}
