import {readdirSync} from 'node:fs';
import path from 'node:path';
import type {PluginManifest} from '@devstack/sdk';
import {filesBelow, REPOSITORY, readText} from './repository.ts';

export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly publishConfig?: {readonly access?: string};
  readonly type?: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly files?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, {readonly optional?: boolean}>>;
  readonly oclif?: object;
  readonly devstack?: PluginManifest;
}

/** `creator`: begins new plugins. `provider`: a plugin of any kind. `library`: what several providers share. `private`: tests and measurements. */
export type Role = 'sdk' | 'engine' | 'cli' | 'creator' | 'library' | 'provider' | 'private';

export interface WorkspacePackage {
  readonly folder: string;
  readonly directory: string;
  readonly manifest: PackageManifest;
  readonly role: Role;
}

const packages = path.join(REPOSITORY, 'packages');

export const rootManifest: PackageManifest = JSON.parse(readText('package.json'));

export const workspace: readonly WorkspacePackage[] = readdirSync(packages)
  .sort()
  .map((folder) => {
    const directory = path.join(packages, folder);
    const manifest: PackageManifest = JSON.parse(readText(path.join(directory, 'package.json')));
    return {folder, directory, manifest, role: roleOf(folder, manifest)};
  });

export const published = workspace.filter(({role}) => role !== 'private');
export const libraries = workspace.filter(({role}) => role === 'library');
export const providers = workspace.filter(({role}) => role === 'provider');

function roleOf(folder: string, manifest: PackageManifest): Role {
  if (manifest.private === true) return 'private';
  if (folder === 'sdk' || folder === 'engine' || folder === 'cli') return folder;
  if (folder === 'create-plugin') return 'creator';
  return manifest.devstack === undefined ? 'library' : 'provider';
}

/** All TypeScript of a package. */
export function sourceFiles({directory}: WorkspacePackage): string[] {
  return filesBelow(path.join(directory, 'src')).filter((file) => file.endsWith('.ts'));
}

/** A test, or something that only tests import. */
export function isForTests(file: string): boolean {
  return file.endsWith('.test.ts') || file.includes('/src/testing/') || path.basename(file).startsWith('test-');
}

/** The code that users run. */
export function shippedFiles(one: WorkspacePackage): string[] {
  return sourceFiles(one).filter((file) => !isForTests(file));
}
