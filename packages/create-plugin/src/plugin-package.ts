import {API, type JsonObject} from '@devstack/sdk';
import {KINDS} from './kinds.ts';
import type {PluginPlan} from './plugin-plan.ts';
import {renameTemplate} from './rename-template.ts';

/** Versions that a new plugin is built with. */
export interface Versions {
  /** A range of versions of the sdk, and of the libraries beside it. */
  readonly sdk: string;
}

/** What compiles a plugin. The tests of the repository see that these are what it is built with itself. */
export const TOOLS = {'@types/node': '^24.0.0', typescript: '7.0.2'} as const;

/** The content of a new plugin's package.json. */
export function makePackageManifest({kind, name, packageName}: PluginPlan, versions: Versions): JsonObject {
  const {provided, dependencies} = KINDS[kind];
  const own: JsonObject = JSON.parse(renameTemplate(JSON.stringify(provided), name));
  return {
    name: packageName,
    version: '0.1.0',
    description: `devstack: ${own.summary}.`,
    keywords: ['devstack', 'devstack-plugin', kind],
    license: 'Apache-2.0',
    // npm would keep what has a scope to its owner.
    ...(packageName.startsWith('@') ? {publishConfig: {access: 'public'}} : {}),
    type: 'module',
    exports: {'.': {types: './dist/index.d.ts', default: './dist/index.js'}, './package.json': './package.json'},
    files: ['dist', '!dist/**/*.test.*'],
    engines: {node: '^22.18 || >=24'},
    scripts: {
      build: 'tsc',
      test: 'node --test "src/**/*.test.ts"',
      ...(kind === 'component' ? {try: 'try-plugin'} : {}),
      prepack: 'npm run build',
    },
    ...(dependencies === undefined ? {} : {dependencies: allAt(dependencies, versions.sdk)}),
    peerDependencies: {'@devstack/sdk': versions.sdk},
    peerDependenciesMeta: {'@devstack/sdk': {optional: true}},
    devDependencies: {
      ...(kind === 'component' ? {'@devstack/create-plugin': versions.sdk} : {}),
      '@devstack/sdk': versions.sdk,
      ...TOOLS,
    },
    oclif: {},
    devstack: {api: API, entry: './dist/index.js', provides: {[kind]: {[name]: own}}},
  };
}

function allAt(names: readonly string[], range: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, range]));
}
