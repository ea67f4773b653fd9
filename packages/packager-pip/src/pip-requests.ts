import type {PackageRequest} from '@devstack/sdk';
import {normaliseName} from './requirement.ts';

/** `2.0.*` is any version that starts so; without a version it is the newest. */
export function requirementOf({name, version}: PackageRequest): string {
  return version === undefined ? name : `${name}==${version}`;
}

/** Versions by normalised name, from the names in a site-packages directory. */
export function parseInstalled(names: readonly string[]): ReadonlyMap<string, string> {
  const found = names.map((name) => /^(.+)-([^-]+)\.dist-info$/.exec(name)).filter((match) => match !== null);
  return new Map(found.map(([, name, version]) => [normaliseName(name!), version!]));
}

export function isFulfilled({name, version}: PackageRequest, installed: ReadonlyMap<string, string>): boolean {
  const found = installed.get(normaliseName(name));
  if (found === undefined || version === undefined) return found !== undefined;
  return version.endsWith('.*') ? `${found}.`.startsWith(version.slice(0, -1)) : found === version;
}
