import * as fs from 'node:fs/promises';
import path from 'node:path';
import {digestPackage} from './package-digest.ts';

interface Needs {
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
}

/** Every plugin gets that of devstack. */
const SHARED = '@devstack/sdk';

/**
 * Digests of the packages that a package brings and that lie outside of it, where Node finds them; and of those that they bring. By path
 * relative to the package: `../../left-pad`.
 */
export async function digestBrought(directory: string): Promise<Readonly<Record<string, string>>> {
  const places = new Set<string>();
  await collectNeeded(directory, places);
  const outside = [...places].filter((place) => path.relative(directory, place).startsWith('..')).sort();
  return Object.fromEntries(
    await Promise.all(
      outside.map(async (place) => [path.relative(directory, place), await digestPackage(place)] as const),
    ),
  );
}

async function collectNeeded(directory: string, places: Set<string>): Promise<void> {
  for (const name of await neededNames(directory)) {
    const place = await findPackage(name, directory);
    if (place === undefined || places.has(place)) continue;
    places.add(place);
    await collectNeeded(place, places);
  }
}

async function neededNames(directory: string): Promise<readonly string[]> {
  const manifest: Needs = JSON.parse(await fs.readFile(path.join(directory, 'package.json'), 'utf8'));
  const {dependencies, optionalDependencies, peerDependencies} = manifest;
  return Object.keys({...dependencies, ...optionalDependencies, ...peerDependencies}).filter((name) => name !== SHARED);
}

/** As Node looks for it: in the `node_modules` beside what imports it, and upwards. An optional one may be nowhere. */
async function findPackage(name: string, from: string): Promise<string | undefined> {
  const place = path.join(from, 'node_modules', name);
  const isThere = await fs.access(path.join(place, 'package.json')).then(
    () => true,
    () => false,
  );
  if (isThere) return place;
  const above = path.dirname(from);
  return above === from ? undefined : findPackage(name, above);
}
