import {appendFile, mkdir, mkdtemp, symlink, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {DevstackError, type PluginManifest} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import type {PluginPackage} from '../settings.ts';
import {createContainer} from './container.ts';
import {digestPackage} from './package-digest.ts';
import {Registry} from './registry.ts';

/** A plugin with a component of its own name, whose class has these members. */
async function writePlugin(name: string, members: string, more: Partial<PluginPackage> = {}): Promise<PluginPackage> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'devstack-boundary-'));
  await writeFile(path.join(directory, 'package.json'), '{"type": "module"}');
  const code = `export default {component: {'${name}': async () => class { ${members} }}};`;
  await writeFile(path.join(directory, 'index.js'), code);
  const manifest: PluginManifest = {api: 1, entry: './index.js', provides: {component: {[name]: {summary: 'x'}}}};
  return {name: `@x/${name}`, version: '1.0.0', directory, linked: false, manifest, ...more};
}

type Loaded = Record<string, (...given: unknown[]) => unknown>;

async function make(registry: Registry, name: string): Promise<Loaded> {
  return createContainer().construct(await registry.load('component', name)) as unknown as Loaded;
}

async function errorOf(run: () => unknown): Promise<DevstackError> {
  try {
    await run();
  } catch (error) {
    if (DevstackError.is(error)) return error;
    throw error;
  }
  throw new Error('there was no error');
}

test('a component that lacks methods which came with a later SDK has what they are without an override', async () => {
  const members = "services() { return [{name: 'api', argv: ['/bin/true'], health: {kind: 'notify'}, needs: []}]; }";
  const component = await make(new Registry([await writePlugin('old', members)], '1.0.0'), 'old');
  expect(component.secrets!()).toEqual([]);
  expect(component.start!()).toMatchObject([{kind: 'service', args: {argv: ['/bin/true']}}]);
});

describe('a plugin that throws', () => {
  const HOOKS = ['requires', 'verify', 'secrets', 'download', 'configure', 'preInstall', 'install', 'start', 'stop'];
  const members = HOOKS.map((hook) => `${hook}() { return undefined.x; }`).join('\n');

  test.each(HOOKS)('in %s() fails alone, with its name and the cause', async (hook) => {
    const [bad, good] = [await writePlugin('bad', members), await writePlugin('good', `${hook}() { return [1]; }`)];
    const registry = new Registry([bad, good], '1.0.0');
    const component = await make(registry, 'bad');
    const error = await errorOf(() => component[hook]!());
    expect(error.code).toBe('DEVSTACK_ERR_PLUGIN_CODE');
    expect(error.message).toMatch(
      new RegExp(`^cannot use plugin @x/bad 1\\.0\\.0: ${hook}\\(\\) of component bad failed: Cannot read`),
    );
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.output[0]).toContain(path.join(bad.directory, 'index.js'));
    expect((await make(registry, 'good'))[hook]!()).toEqual([1]);
  });

  test('in its constructor, and later, is named too', async () => {
    const plugins = [
      await writePlugin('early', "constructor() { throw new Error('no'); }"),
      await writePlugin('late', "async check() { throw new Error('later'); }"),
    ];
    const registry = new Registry(plugins, '1.0.0');
    expect((await errorOf(() => make(registry, 'early'))).message).toBe(
      'cannot use plugin @x/early 1.0.0: the constructor of component early failed: no',
    );
    const late = await make(registry, 'late');
    expect((await errorOf(() => late.check!())).message).toContain('check() of component late failed: later');
  });

  test('what a plugin says on purpose, what the system says, and an abort go through as they are', async () => {
    const registry = new Registry([await writePlugin('x', 'go(error) { throw error; }')], '1.0.0');
    const component = await make(registry, 'x');
    const said = [
      new DevstackError('cannot x', {code: 'DEVSTACK_ERR_UNSUPPORTED'}),
      Object.assign(new Error('no such file'), {code: 'ENOENT'}),
      AbortSignal.abort().reason,
    ];
    for (const error of said) expect(() => component.go!(error)).toThrow(error);
  });
});

test('an instance has its private fields, its missing methods and its properties', async () => {
  const registry = new Registry(
    [await writePlugin('p', '#n = 1; static inject = []; count = 0; next() { this.count++; return ++this.#n; }')],
    '1.0.0',
  );
  const component = await make(registry, 'p');
  expect([component.next!(), component.next!(), component.count]).toEqual([2, 3, 2]);
  expect(component.state).toBeUndefined();
  expect(component.next).toBe(component.next);
});

test('plugins made for different minors of the SDK work together, and one for a later one is named', async () => {
  const registry = new Registry(
    [
      await writePlugin('old', 'requires() { return []; }', {sdkRange: '^1.1.0'}),
      await writePlugin('new', "requires() { return ['old']; }", {sdkRange: '^1.3.0'}),
      await writePlugin('future', '', {sdkRange: '^1.4.0'}),
    ],
    '1.3.2',
  );
  expect((await make(registry, 'old')).requires!()).toEqual([]);
  expect((await make(registry, 'new')).requires!()).toEqual(['old']);
  expect(registry.problems().map(({plugin}) => plugin)).toEqual(['@x/future']);
});

describe('the files of an installed plugin', () => {
  test('are loaded as they were installed', async () => {
    const plugin = await writePlugin('same', '');
    const digest = await digestPackage(plugin.directory);
    await expect(new Registry([{...plugin, digest}], '1.0.0').load('component', 'same')).resolves.toBeTypeOf(
      'function',
    );
  });

  test.each(['index.js', 'package.json', 'another.js', 'node_modules/dependency/index.js'])(
    'are refused when %s changes, with what to do',
    async (file) => {
      const plugin = await writePlugin('changed', "x() { throw new Error('this ran'); }");
      await mkdir(path.join(plugin.directory, 'node_modules/dependency'), {recursive: true});
      const digest = await digestPackage(plugin.directory);
      await appendFile(path.join(plugin.directory, file), ' ');
      const error = await errorOf(() => new Registry([{...plugin, digest}], '1.0.0').load('component', 'changed'));
      expect(error.code).toBe('DEVSTACK_ERR_PLUGIN_CHANGED');
      expect(error.suggestions[0]).toBe('devstack plugins install @x/changed@1.0.0 --force');
    },
  );

  test('are refused when one becomes a link to the same content', async () => {
    const one = await writePlugin('one', '');
    await writeFile(path.join(one.directory, 'a'), 'x');
    await writeFile(path.join(one.directory, 'b'), 'x');
    const other = await writePlugin('one', '');
    await writeFile(path.join(other.directory, 'a'), 'x');
    await symlink('a', path.join(other.directory, 'b'));
    expect(await digestPackage(one.directory)).not.toBe(await digestPackage(other.directory));
  });
});

test('code that nobody agreed to is a problem of its plugin, and is not loaded', async () => {
  const registry = new Registry([await writePlugin('foreign', '', {isUntrusted: true})], '1.0.0');
  expect((await errorOf(() => registry.load('component', 'foreign'))).code).toBe('DEVSTACK_ERR_PLUGIN_TRUST');
  expect(registry.confDirectories()).toEqual([]);
});
