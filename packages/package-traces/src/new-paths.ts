import {isCovered, type ListedPath, parentOf, topmost} from './path-listing.ts';
import type {PathOwners} from './path-owners.ts';

/** What no package owns, without what lies below another such path. */
export function unownedPaths(listing: readonly ListedPath[], owners: PathOwners): string[] {
  return topmost(listing.map(({path}) => path).filter((path) => !owners.has(path)));
}

export interface Arrived {
  /** New directories of the packages, without those below another: everything in them is new. */
  readonly directories: readonly string[];
  /** New paths that no package owns, without Python's byte code in the new directories. */
  readonly paths: readonly string[];
}

/**
 * What came with a transaction.
 * @param before what no package owned before it
 * @param packages the packages that are new
 * @param isInTime whether a path was made while the transaction ran
 */
export function arrivedPaths(
  listing: readonly ListedPath[],
  owners: PathOwners,
  before: ReadonlySet<string>,
  packages: ReadonlySet<string>,
  isInTime: (path: ListedPath) => boolean,
): Arrived {
  const isNewlyOwned = ({path}: ListedPath): boolean =>
    (owners.get(path) ?? []).every((owner) => packages.has(owner)) && owners.has(path) && !isCovered(path, before);
  const directories = topmost(
    listing.filter((listed) => listed.type === 'd' && isNewlyOwned(listed)).map(({path}) => path),
  );
  const within = new Set(directories);
  const paths = listing
    .filter((listed) => !owners.has(listed.path) && !isCovered(listed.path, before) && isInTime(listed))
    .map(({path}) => path)
    .filter((path) => !isByteCode(path) || !isCovered(path, within));
  return {directories, paths: paths.sort()};
}

/** Python writes it whenever root runs a module; it can be made again. */
export function isByteCode(path: string): boolean {
  return /\/__pycache__(\/|$)|\.pyc$/.test(path);
}

export interface Leftovers {
  readonly files: readonly string[];
  /** Deepest first; each is empty once the files and the ones before it are gone. */
  readonly directories: readonly string[];
  /** They appeared after the transaction: not ours to delete. */
  readonly foreign: readonly string[];
}

/** What of a transaction is still there after its packages are gone, as `listing` shows it. */
export function leftovers(listing: readonly ListedPath[], owners: PathOwners, recorded: Arrived): Leftovers {
  const ours = new Set(recorded.paths);
  const found = listing.filter(({path}) => !owners.has(path));
  const isOurs = ({path, type}: ListedPath): boolean => type === 'd' || ours.has(path) || isByteCode(path);
  const foreign = found.filter((listed) => !isOurs(listed)).map(({path}) => path);
  const occupied = new Set(foreign.flatMap(ancestorsOf));
  const directories = found.filter(({path, type}) => type === 'd' && !occupied.has(path)).map(({path}) => path);
  return {
    files: found.filter((listed) => listed.type !== 'd' && isOurs(listed)).map(({path}) => path),
    directories: directories.sort((a, b) => b.length - a.length),
    foreign: foreign.filter((path) => !owners.has(parentOf(path))),
  };
}

function ancestorsOf(path: string): string[] {
  const ancestors: string[] = [];
  for (let at = parentOf(path); at !== ''; at = parentOf(at)) ancestors.push(at);
  return ancestors;
}
