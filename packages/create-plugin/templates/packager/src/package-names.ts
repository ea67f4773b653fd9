import type {PackageRequest} from '@devstack/sdk';

/** Packages are files that are called `NAME-VERSION`; a version has no dash. */
export function sameName(file: string, name: string): boolean {
  return file.slice(0, file.lastIndexOf('-')) === name;
}

export function fulfils(file: string, {name, version = '*'}: PackageRequest): boolean {
  if (!sameName(file, name)) return false;
  const own = file.slice(name.length + 1);
  return version.endsWith('*') ? own.startsWith(version.slice(0, -1)) : own === version;
}

export function newestFor(request: PackageRequest, shelf: readonly string[]): string | undefined {
  const found = shelf.filter((file) => fulfils(file, request));
  return found.sort((one, other) => one.localeCompare(other, 'en', {numeric: true})).at(-1);
}
