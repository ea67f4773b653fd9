import path from 'node:path';
import {expect, test} from 'vitest';
import {packageNameOf, readImports} from './module-imports.ts';
import {nameOf, readText} from './repository.ts';
import {
  isForTests,
  libraries,
  providers,
  type Role,
  rootManifest,
  sourceFiles,
  type WorkspacePackage,
  workspace,
} from './workspace.ts';

const providerNames = new Set(providers.map(({manifest}) => manifest.name));

const libraryNames = libraries.map(({manifest}) => manifest.name);

/** What each kind of package may import of our own: cli -> engine -> sdk <- libraries <- providers. */
const OWN: Readonly<Record<Role, readonly string[]>> = {
  sdk: [],
  engine: ['@devstack/sdk'],
  cli: ['@devstack/sdk', '@devstack/engine'],
  creator: ['@devstack/sdk'],
  library: ['@devstack/sdk'],
  provider: ['@devstack/sdk', ...libraryNames],
  private: ['@devstack/sdk', '@devstack/engine', '@devstack/e2e'],
};

const isOwn = (name: string): boolean => name.startsWith('@devstack/');

/** Other people's packages that a file may import. */
function librariesOf({manifest, role}: WorkspacePackage, file: string): Set<string> {
  const {dependencies = {}, devDependencies = {}} = manifest;
  // What the sdk has for tests is published, and plugins import it.
  const isForOurTests = file.endsWith('.test.ts') || (isForTests(file) && role !== 'sdk');
  // What the command line imports is bundled into it, so that a user installs nothing of it.
  const own = role === 'cli' || isForOurTests ? {...dependencies, ...devDependencies} : dependencies;
  const fromRoot = role === 'private' || isForOurTests ? rootManifest.devDependencies : {};
  return new Set(Object.keys({...own, ...fromRoot}));
}

function strayImports(one: WorkspacePackage): string[] {
  return sourceFiles(one).flatMap((file) => {
    const installed = librariesOf(one, file);
    return readImports(readText(file))
      .map(({from}) => from)
      .filter((from) => !isAllowed(from, file, one, installed))
      .map((from) => `${nameOf(file)} imports ${from}`);
  });
}

function isAllowed(from: string, file: string, {directory, role}: WorkspacePackage, installed: Set<string>): boolean {
  if (from.startsWith('node:')) return true;
  if (from.startsWith('.')) return path.resolve(path.dirname(file), from).startsWith(`${directory}${path.sep}`);
  // In a program that a test writes down to run it in a lab, where the repository has a place of its own.
  if (from.startsWith('/')) return role === 'private';
  const name = packageNameOf(from)!;
  return isOwn(name) ? OWN[role].includes(name) : installed.has(name);
}

test.each(workspace)('$folder imports only what its place in the order of packages allows', (one) => {
  expect(sourceFiles(one)).not.toEqual([]);
  expect(strayImports(one)).toEqual([]);
});

test('the sdk imports nothing that must be installed', () => {
  const sdk = workspace.find(({role}) => role === 'sdk')!;
  expect(Object.keys(sdk.manifest.dependencies ?? {})).toEqual([]);
  expect(Object.keys(sdk.manifest.peerDependencies ?? {})).toEqual([]);
});

test('the engine does not know oclif', () => {
  const engine = workspace.find(({role}) => role === 'engine')!;
  const {dependencies = {}, devDependencies = {}} = engine.manifest;
  expect(Object.keys({...dependencies, ...devDependencies}).filter((name) => name.includes('oclif'))).toEqual([]);
});

test('a provider depends on no other provider and not on the engine', () => {
  const found = providers.flatMap(({folder, manifest}) => {
    const {dependencies = {}, devDependencies = {}, peerDependencies = {}} = manifest;
    const names = Object.keys({...dependencies, ...devDependencies, ...peerDependencies});
    return names
      .filter((name) => providerNames.has(name) || name === '@devstack/engine')
      .map((name) => `${folder}: ${name}`);
  });
  expect(found).toEqual([]);
});

test('a relative import names the file it means, with its ending', () => {
  const found = workspace.flatMap((one) =>
    sourceFiles(one).flatMap((file) =>
      readImports(readText(file))
        .filter(({from}) => from.startsWith('.') && !/\.(ts|json)$/.test(from))
        .map(({from}) => `${nameOf(file)} imports ${from}`),
    ),
  );
  expect(found).toEqual([]);
});
