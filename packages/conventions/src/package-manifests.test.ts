import {existsSync} from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {API, type Kind, type PluginModule} from '@devstack/sdk';
import satisfies from 'semver/functions/satisfies.js';
import {describe, expect, test} from 'vitest';
import {providers, published, rootManifest, type WorkspacePackage, workspace} from './workspace.ts';

const sdk = workspace.find(({role}) => role === 'sdk')!;

test.each(workspace)('$folder is named after its folder, with a line that says what it is', ({folder, manifest}) => {
  expect(manifest.name).toBe(`@devstack/${folder}`);
  expect(manifest.description).toMatch(/^[A-Zd].{10,130}\.$/);
  expect(manifest).toMatchObject({license: 'Apache-2.0', type: 'module'});
});

describe.each(published)('the package $folder', ({directory, manifest, role}) => {
  test('says which Node it needs, as the repository does', () => {
    expect(manifest.engines).toEqual(rootManifest.engines);
  });

  test('says which files are published', () => {
    expect(manifest.files).not.toEqual([]);
  });

  test('is published for everybody, which a package with a scope is not by itself', () => {
    expect(manifest.publishConfig).toEqual({access: 'public'});
  });

  test('has a README', () => {
    expect(existsSync(path.join(directory, 'README.md'))).toBe(true);
  });

  test('exports its types, and its code for who works in the repository', () => {
    const {'./package.json': own, ...entries} = manifest.exports ?? {};
    expect(own).toBe('./package.json');
    // The command line is a program: nobody imports it.
    expect(Object.keys(entries).length === 0).toBe(role === 'cli');
    for (const entry of Object.values(entries)) {
      expect(Object.keys(entry)).toEqual(['devstack-source', 'types', 'default']);
    }
  });
});

/** The names of everything of a manifest or a module: `runner fork`. */
function namesOf(provided: {readonly [K in Kind]?: object} | undefined): string[] {
  return Object.entries(provided ?? {}).flatMap(([kind, named]) => Object.keys(named).map((name) => `${kind} ${name}`));
}

async function importModule({directory}: WorkspacePackage): Promise<PluginModule> {
  const namespace = (await import(pathToFileURL(path.join(directory, 'src/index.ts')).href)) as {default: PluginModule};
  return namespace.default;
}

describe.each(providers)('the plugin $folder', (one) => {
  const {manifest, directory} = one;

  test('has a manifest that can be read without its code', () => {
    expect(manifest.oclif).toEqual({});
    expect(manifest.devstack?.api).toBe(API);
    expect(manifest.exports?.['.']).toMatchObject({default: manifest.devstack?.entry});
  });

  test('provides in its code what its manifest says, and nothing else', async () => {
    expect(namesOf(await importModule(one)).sort()).toEqual(namesOf(manifest.devstack?.provides).sort());
  });

  test('loads a class for everything that it provides', async () => {
    const lazies = Object.values(await importModule(one)).flatMap((named) => Object.values(named ?? {}));
    const loaded = await Promise.all(lazies.map((lazy) => lazy()));
    expect(loaded.length).toBeGreaterThan(0);
    expect(loaded.filter((provider) => typeof provider !== 'function')).toEqual([]);
  });

  test('works with the sdk of this repository, and leaves it to the host to bring one', () => {
    const range = manifest.peerDependencies?.['@devstack/sdk'] ?? '';
    expect(satisfies(sdk.manifest.version, range)).toBe(true);
    expect(manifest.peerDependenciesMeta).toEqual({'@devstack/sdk': {optional: true}});
    expect(manifest.dependencies?.['@devstack/sdk']).toBeUndefined();
  });

  test('has the conf directory that it names, and publishes it', () => {
    const conf = manifest.devstack?.conf;
    expect(existsSync(path.join(directory, 'conf'))).toBe(conf !== undefined);
    if (conf !== undefined) expect(manifest.files).toContain(path.basename(conf));
  });
});

test('what packages of this repository need of each other is what the repository has', () => {
  const versions = new Map(workspace.map(({manifest}) => [manifest.name, manifest.version]));
  const wrong = workspace.flatMap(({folder, manifest}) => {
    const needed = Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.peerDependencies,
    });
    return needed
      .filter(([name, range]) => name.startsWith('@devstack/') && !satisfies(versions.get(name) ?? '0.0.0-none', range))
      .map(([name, range]) => `${folder} needs ${name} ${range}`);
  });
  expect(wrong).toEqual([]);
});

test('nothing private is needed by what is published', () => {
  const hidden = new Set(workspace.filter(({role}) => role === 'private').map(({manifest}) => manifest.name));
  const needed = published.flatMap(({manifest}) =>
    Object.keys({...manifest.dependencies, ...manifest.peerDependencies}),
  );
  expect(needed.filter((name) => hidden.has(name))).toEqual([]);
});
