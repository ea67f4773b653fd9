import type {PackageRequest} from '@devstack/sdk';
import type {PackageState} from './package-query.ts';

/** The requests that no installed package fulfils. A virtual package is fulfilled by whatever provides it, unless a version is asked for. */
export function unfulfilled(requests: readonly PackageRequest[], packages: readonly PackageState[]): PackageRequest[] {
  const installed = packages.filter((known) => known.installed);
  const provided = new Set(installed.flatMap(({name, provides}) => [name, ...provides]));
  const versions = new Map(installed.map(({name, version}) => [name, version]));
  return requests.filter(({name, version}) => {
    if (version === undefined) return !provided.has(name);
    const found = versions.get(name);
    return found === undefined || !matchesVersion(found, version);
  });
}

/** Whether a version is the wanted one; `*` stands for anything. */
export function matchesVersion(version: string, wanted: string): boolean {
  const pattern = wanted.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(version);
}
