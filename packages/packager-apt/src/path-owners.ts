import {type PathOwners, physicalPath} from '@devstack/package-traces';
import type {Argv} from '@devstack/sdk';

const INFO = '/var/lib/dpkg/info';

/** Prints every path of every package, as `/var/lib/dpkg/info/PACKAGE.list:PATH`: one program instead of one per package. */
export const ownersCommand: Argv = ['grep', '-r', '--include=*.list', '', INFO];
export const DIVERSIONS = '/var/lib/dpkg/diversions';

export function parseOwners(output: string, diversions: string, architecture: string): PathOwners {
  const owners = new Map<string, string[]>();
  const add = (path: string, owner: string): void => {
    const known = owners.get(path);
    if (known === undefined) owners.set(path, [owner]);
    else known.push(owner);
  };
  for (const line of output.split('\n')) {
    const [, file, path] = /^\/var\/lib\/dpkg\/info\/(.+?)\.list:(\/[\s\S]*)$/.exec(line) ?? [];
    if (file !== undefined && path !== undefined) add(physicalPath(path), nameOfList(file, architecture));
  }
  for (const path of divertedTo(diversions)) add(physicalPath(path), 'dpkg-divert');
  return owners;
}

function nameOfList(file: string, architecture: string): string {
  return file.endsWith(`:${architecture}`) ? file.slice(0, -architecture.length - 1) : file;
}

/** The file has three lines for each: from, to, by. */
function divertedTo(diversions: string): string[] {
  return diversions.split('\n').filter((_, index) => index % 3 === 1);
}
