import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {type PackageRegistry, serveRegistry} from '../testing/package-registry.ts';
import {type PluginUser, pluginUser} from '../testing/plugin-user.ts';
import {componentPlugin} from '../testing/published-plugins.ts';

// Each of them starts devstack and npm several times.
vi.setConfig({testTimeout: 120_000});

const VAULT = '@acme/plugin-vault';
const padding = {type: 'module', content: {'index.js': 'export const pad = 1;\n'}};
let registry: PackageRegistry;
let user: PluginUser;

beforeAll(async () => {
  registry = await serveRegistry([
    {name: 'padding', version: '1.0.0', ...padding, dependencies: {deeper: '^1.0.0'}},
    {name: 'deeper', version: '1.0.0', ...padding},
    componentPlugin(VAULT, 'vault', '1.0.0', {
      dependencies: {padding: '^1.0.0'},
      optionalDependencies: {absent: '^1.0.0'},
    }),
    componentPlugin('@acme/plugin-other', 'other', '1.0.0', {dependencies: {deeper: '^1.0.0'}}),
  ]);
});
afterAll(() => registry.close());
beforeEach(async () => {
  user = pluginUser(registry.url);
  await install(VAULT);
});

async function install(...names: string[]): Promise<void> {
  // A registry for everything, so that what plugins bring comes from it too.
  const {code, stderr} = await user.run(['plugins', 'install', '--yes', ...names], {npm_config_registry: registry.url});
  expect(code, stderr).toBe(0);
}

const modules = (...names: string[]): string => path.join(user.data, 'node_modules', ...names);
const append = (file: string): void => writeFileSync(file, `${readFileSync(file, 'utf8')}// more\n`);

async function use(component: string): Promise<{code: number | null; stderr: string; isLoaded: boolean}> {
  const loaded = path.join(user.home, `loaded-${component}`);
  const {code, stderr} = await user.run(['plan', 'install', component], {LOADED: loaded});
  return {code, stderr, isLoaded: existsSync(loaded)};
}

test('what a plugin brings is recorded, and what that brings', async () => {
  const {plugins} = JSON.parse(readFileSync(path.join(user.data, 'devstack.lock'), 'utf8'));
  expect(Object.keys(plugins[VAULT].brought)).toEqual(['../../deeper', '../../padding']);
  expect(await use('vault')).toMatchObject({isLoaded: true});
});

test.each([['padding'], ['deeper']])('a change of %s, which it brings, is found before its code runs', async (name) => {
  append(modules(name, 'index.js'));
  const {code, stderr, isLoaded} = await use('vault');
  expect(stderr).toContain(
    `it brings another package, whose files in ${modules(name)} are not those that were installed`,
  );
  expect({code, isLoaded}).toEqual({code: 2, isLoaded: false});
  await install('--force', `${VAULT}@1.0.0`);
  expect(await use('vault')).toMatchObject({isLoaded: true});
});

test('a package that Node would find sooner, or that was not there, is found too', async () => {
  for (const directory of [modules('absent'), modules('padding/node_modules/deeper')]) {
    mkdirSync(directory, {recursive: true});
    writeFileSync(path.join(directory, 'package.json'), '{"name": "planted"}');
    expect(await use('vault')).toMatchObject({
      code: 2,
      isLoaded: false,
      stderr: expect.stringContaining('are not those'),
    });
    await install('--force', `${VAULT}@1.0.0`);
  }
});

test('another plugin that brings the same changes nothing, and does not forgive what somebody changed', async () => {
  await install('@acme/plugin-other');
  expect(await use('vault')).toMatchObject({isLoaded: true});
  append(modules('padding/index.js'));
  expect((await user.run(['plugins', 'uninstall', '@acme/plugin-other'])).code).toBe(0);
  expect(await use('vault')).toMatchObject({code: 2, stderr: expect.stringContaining(modules('padding'))});
});
