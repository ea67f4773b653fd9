import {mkdir, mkdtemp, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {DevstackError, type PluginManifest} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import type {PluginPackage} from '../settings.ts';
import {Registry} from './registry.ts';

const manifest = (provides: PluginManifest['provides']): PluginManifest => ({api: 1, entry: './index.js', provides});
const swift = manifest({component: {swift: {summary: 'Object storage'}}});

function plugin(name: string, more: Partial<PluginPackage> = {}): PluginPackage {
  return {name, version: '1.0.0', directory: `/plugins/${name}`, linked: false, manifest: swift, ...more};
}

function faultOf(run: () => unknown): {
  readonly code: string;
  readonly message: string;
  readonly suggestions: readonly string[];
} {
  try {
    run();
  } catch (error) {
    if (DevstackError.is(error)) return {code: error.code, message: error.message, suggestions: error.suggestions};
    throw error;
  }
  throw new Error('there was no error');
}

async function writePlugin(code: string): Promise<PluginPackage> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'devstack-plugin-'));
  await mkdir(directory, {recursive: true});
  await writeFile(path.join(directory, 'package.json'), '{"type": "module"}');
  await writeFile(path.join(directory, 'index.js'), code);
  return plugin('p', {directory});
}

describe('what plugins provide', () => {
  test('is known by kind and name, without running code', () => {
    const registry = new Registry(
      [
        plugin('a', {manifest: {...swift, conf: './conf'}}),
        plugin('b', {
          manifest: manifest({component: {nova: {summary: 'Compute'}}, runner: {fork: {summary: 'processes'}}}),
        }),
        plugin('@oclif/plugin-help', {manifest: undefined}),
      ],
      '0.1.0',
    );
    expect(registry.names('component')).toEqual(['nova', 'swift']);
    expect(registry.names('packager')).toEqual([]);
    expect(registry.describe('runner', 'fork')).toMatchObject({
      name: 'fork',
      plugin: {name: 'b'},
      provided: {summary: 'processes'},
    });
    expect(registry.confDirectories()).toEqual([{plugin: 'a', directory: '/plugins/a/conf'}]);
    expect(registry.problems()).toEqual([]);
  });

  test('an unknown name is an error that helps', () => {
    const registry = new Registry([plugin('a')], '0.1.0');
    expect(faultOf(() => registry.describe('component', 'swfit'))).toEqual({
      code: 'DEVSTACK_ERR_UNKNOWN_NAME',
      message: "cannot find component 'swfit': no installed plugin provides it; did you mean 'swift'?",
      suggestions: ['installed: swift'],
    });
    expect(faultOf(() => registry.describe('component', 'trove')).suggestions[0]).toBe(
      'devstack plugins install trove',
    );
    expect(faultOf(() => registry.describe('runner', 'pm2')).suggestions).toEqual([
      'devstack plugins install @devstack/runner-pm2',
      'no runner is installed',
    ]);
    expect(registry.has('component', 'constructor')).toBe(false);
  });

  test('two plugins with the same thing: an error that names both, when it is used', () => {
    const registry = new Registry([plugin('a'), plugin('b', {version: '2.0.0'})], '0.1.0');
    expect(faultOf(() => registry.describe('component', 'swift'))).toEqual({
      code: 'DEVSTACK_ERR_PLUGIN_DUPLICATE',
      message: 'cannot use component swift: both a 1.0.0 and b 2.0.0 provide it',
      suggestions: ['devstack plugins uninstall a', 'devstack plugins uninstall b'],
    });
    expect(registry.problems()).toHaveLength(1);
  });

  test.each([[['a', 'b']], [['b', 'a']]])('a linked plugin wins over another one, in the order %j', (order) => {
    const all: Readonly<Record<string, PluginPackage>> = {a: plugin('a'), b: plugin('b', {linked: true})};
    const registry = new Registry(
      order.map((name) => all[name]!),
      '0.1.0',
    );
    expect(registry.describe('component', 'swift').plugin.name).toBe('b');
    expect(registry.problems()).toEqual([]);
  });

  test('a linked plugin stands in for an installed one of the same name', () => {
    const installed = plugin('a', {manifest: manifest({component: {old: {summary: 'x'}}})});
    const registry = new Registry([installed, plugin('a', {linked: true})], '0.1.0');
    expect(registry.names('component')).toEqual(['swift']);
  });
});

describe('a plugin that cannot be used', () => {
  const shape = (manifest: unknown) => plugin('@x/plugin', {manifest: manifest as PluginManifest});

  test.each<[unknown, string]>([
    [{...swift, api: 2}, 'it was made for version 2 of the plugin contract, and this devstack has version 1'],
    [{...swift, api: undefined}, 'package.json, devstack.api: expected 1, found nothing'],
    [[], 'package.json, devstack.api: expected 1, found nothing'],
    [
      {...swift, entry: '/etc/x.js'},
      "package.json, devstack.entry: expected a path inside the package that begins with './', found '/etc/x.js'",
    ],
    [
      {...swift, entry: './../x.js'},
      "package.json, devstack.entry: expected a path inside the package that begins with './', found './../x.js'",
    ],
    [{api: 1, entry: './x.js'}, 'package.json, devstack.provides: expected an object, found nothing'],
    [
      {...swift, provide: {}},
      "package.json, devstack.provide: expected only api, entry, conf, provides, found 'provide'; did you mean 'provides'?",
    ],
    [
      manifest({compnent: {}} as object),
      "package.json, devstack.provides.compnent: expected only component, runner, packager, downloader, uploader, step, check, found 'compnent'; did you mean 'component'?",
    ],
    [
      manifest({component: {Swift: {summary: 'x'}}}),
      "package.json, devstack.provides.component.Swift: expected a name of lower-case letters, digits and dashes, found 'Swift'",
    ],
    [
      manifest({component: {swift: {}}} as object),
      'package.json, devstack.provides.component.swift.summary: expected a line of text, found nothing',
    ],
    [
      manifest({runner: {fork: {summary: 'x', schemes: ['git']}}}),
      "package.json, devstack.provides.runner.fork.schemes: expected only summary, privileged, options, preference, namespaces, found 'schemes'",
    ],
    [
      manifest({component: {swift: {summary: 'x', origins: ['pip']}}} as object),
      "package.json, devstack.provides.component.swift.origins[0]: expected one of pypi, git, distro, found 'pip'",
    ],
    [
      manifest({component: {swift: {summary: 'x', options: {p: {type: 'prt', summary: 'x'}}}}} as object),
      "package.json, devstack.provides.component.swift.options.p.type: expected one of string, path, integer, port, number, boolean, list, map, found 'prt'",
    ],
    [
      manifest({component: {swift: {summary: 'x', options: {p: {type: 'port', summary: 'x', default: 'a'}}}}}),
      "package.json, devstack.provides.component.swift.options.p.default: expected a value of type port, found 'a'",
    ],
    [
      manifest({component: {swift: {summary: 'x', options: {'p-q': {type: 'list', summary: 'x'}}}}}),
      "package.json, devstack.provides.component.swift.options.p-q: expected a name of lower-case letters, digits and underscores, found 'p-q'",
    ],
    [
      manifest({runner: {default: {summary: 'x'}}}),
      "package.json, devstack.provides.runner.default: expected another name than default, python, passwords, runners, auto, found 'default'",
    ],
  ])('%j says where and why', (manifest, why) => {
    const registry = new Registry([shape(manifest)], '0.1.0');
    expect(registry.problems().map(({error}) => error.message)).toEqual([`cannot use plugin @x/plugin 1.0.0: ${why}`]);
  });

  test('stops only what needs it', () => {
    const registry = new Registry(
      [plugin('bad', {sdkRange: '^2.0.0'}), plugin('good', {manifest: manifest({runner: {fork: {summary: 'x'}}})})],
      '0.1.0',
    );
    expect(registry.describe('runner', 'fork').plugin.name).toBe('good');
    expect(faultOf(() => registry.describe('component', 'swift'))).toMatchObject({
      code: 'DEVSTACK_ERR_PLUGIN_API',
      message: 'cannot use plugin bad 1.0.0: it needs @devstack/sdk ^2.0.0, and this devstack has 0.1.0',
    });
  });

  test('all faults of a manifest are told at once', () => {
    const registry = new Registry([shape({api: 1, entry: 3, provides: 4})], '0.1.0');
    expect(registry.problems()[0]!.error.message.split('\n')).toHaveLength(2);
  });

  test('a prerelease of the SDK counts as what it comes before', () => {
    expect(new Registry([plugin('a', {sdkRange: '^0.1.0'})], '0.1.1-beta.1').problems()).toEqual([]);
  });
});

describe('loading', () => {
  test('gives the class that the entry exports', async () => {
    const loaded = await writePlugin('export default {component: {swift: async () => class Swift {}}};');
    const provider = await new Registry([loaded], '0.1.0').load('component', 'swift');
    expect(provider.name).toBe('Swift');
  });

  test.each([
    ['export default {};', 'its manifest says that it provides component swift, and its code does not'],
    ['export const x = 1;', 'its manifest says that it provides component swift, and its code does not'],
    ['export default {component: {swift: async () => 3}};', 'component swift is not a class'],
    [
      "export default {component: {swift: async () => { throw new Error('no module y'); }}};",
      'the code of component swift cannot be loaded: no module y',
    ],
    ["throw new Error('at import');", expect.stringContaining('index.js cannot be imported: at import')],
  ])('of %j fails with the name of the plugin', async (code, why) => {
    const registry = new Registry([await writePlugin(code)], '0.1.0');
    const error: unknown = await registry.load('component', 'swift').catch((reason: unknown) => reason);
    expect(DevstackError.is(error) && error.code).toBe('DEVSTACK_ERR_PLUGIN_CODE');
    const message = (error as Error).message;
    expect(message).toMatch(/^cannot use plugin p 1\.0\.0: /);
    expect(message.slice('cannot use plugin p 1.0.0: '.length)).toEqual(why);
  });
});
