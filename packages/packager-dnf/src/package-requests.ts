import type {PackageRequest} from '@devstack/sdk';
import type {RpmPackage} from './rpm-output.ts';

/**
 * The requests that nothing on the machine fulfils. A virtual name is fulfilled by whatever provides it, unless a version is asked for.
 */
export function unfulfilled(
  requests: readonly PackageRequest[],
  packages: readonly RpmPackage[],
  provided: ReadonlySet<string>,
): PackageRequest[] {
  return requests.filter(({name, version}) => {
    const found = packages.filter((known) => known.name === name);
    if (version === undefined) return found.length === 0 && !provided.has(name);
    return !found.some((known) => isVersion(known, version));
  });
}

/** Whether a version is the wanted one, written with or without its epoch and release; `*` stands for anything. */
export function isVersion({epoch, version, release}: RpmPackage, wanted: string): boolean {
  const parts = wanted.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`);
  const full = `${version}-${release}`;
  return [version, full, `${epoch}:${version}`, `${epoch}:${full}`].some((text) => pattern.test(text));
}
