import {type PathOwners, physicalPath} from '@devstack/package-traces';

/** A package that is there. */
export interface RpmPackage {
  /** `name.arch`: a name alone may be there for two architectures. */
  readonly id: string;
  readonly name: string;
  readonly epoch: string;
  readonly version: string;
  readonly release: string;
  /** Seconds since the epoch. */
  readonly installedAt: number;
}

/** Keys that signatures are checked with are listed as packages. */
const KEY = 'gpg-pubkey';

export function parsePackages(output: string): RpmPackage[] {
  return fieldsOf(output).flatMap(([name = '', arch, epoch = '0', version = '', release = '', time]) =>
    name === KEY ? [] : [{id: `${name}.${arch}`, name, epoch, version, release, installedAt: Number(time)}],
  );
}

/** The ids of the packages that provide a name. */
export function parseProvides(output: string): ReadonlyMap<string, readonly string[]> {
  return group(fieldsOf(output).map(([name, arch, provided = '']) => [provided, `${name}.${arch}`]));
}

export function parseOwners(output: string): PathOwners {
  return group(fieldsOf(output).map(([name, arch, path = '']) => [physicalPath(path), `${name}.${arch}`]));
}

export interface BrokenNeed {
  readonly capability: string;
  /** `name-version-release.arch` of what needs it. */
  readonly by: string;
}

/** `	leaf >= 1 is needed by (installed) middle-1.0-1.noarch` */
export function parseBrokenNeeds(output: string): BrokenNeed[] {
  const lines = output.matchAll(/^\s+(\S+).* is needed by \(installed\) (\S+)$/gm);
  return [...lines].map(([, capability, by]) => ({capability: capability!, by: by!}));
}

function fieldsOf(output: string): string[][] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

function group(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [value]);
    else known.push(value);
  }
  return groups;
}
