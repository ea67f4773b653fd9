import {existsSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type PackageRegistry, serveRegistry} from './testing/package-registry.ts';
import {makeScratch} from './testing/scratch.ts';
import {runBuiltCli} from './testing/spawn-built-cli.ts';
import type {Ended} from './testing/spawn-cli.ts';

let registry: PackageRegistry;

beforeAll(async () => {
  registry = await serveRegistry([
    {name: '@devstack/plugin-no-manifest', version: '1.0.0', oclif: {}},
    {name: '@devstack/plugin-later', version: '2.0.0', oclif: {}, devstack: {api: 99}},
    {
      name: '@acme/newer',
      version: '1.0.0',
      devstack: {api: 1},
      peerDependencies: {'@devstack/sdk': '^99.0.0'},
    },
    {
      name: '@devstack/plugin-good',
      version: '1.0.0',
      oclif: {},
      devstack: {api: 1, entry: './index.js', provides: {component: {good: {summary: 'Good.'}}}},
      peerDependencies: {'@devstack/sdk': '^0.1.0'},
      peerDependenciesMeta: {'@devstack/sdk': {optional: true}},
      scripts: {postinstall: 'touch "$HOME/postinstall-ran"'},
    },
    {name: 'swift', version: '3.0.0', description: 'somebody else’s', devstack: {api: 1}},
  ]);
});

afterAll(() => registry.close());

const quiet = {npm_config_update_notifier: 'false'};

function install(name: string, url: string = registry.url): Promise<Ended> {
  return runBuiltCli(['plugins', 'install', name], {DEVSTACK_NPM_REGISTRY: url, ...quiet});
}

describe('a plugin is looked at before npm installs anything', () => {
  test.each([
    ['no-manifest', 2, 'cannot install @devstack/plugin-no-manifest@1.0.0: it is not a devstack plugin'],
    ['later', 2, 'cannot install @devstack/plugin-later@2.0.0: it has contract 99, this devstack has 1'],
    ['@acme/newer', 2, 'cannot install @acme/newer@1.0.0: it needs @devstack/sdk ^99.0.0, this devstack has'],
    ['absent', 1, 'cannot install @devstack/plugin-absent@latest: it is not in the registry'],
  ])('%s', async (name, status, message) => {
    const {code, stderr} = await install(name);
    expect(stderr).toContain(message);
    expect(code).toBe(status);
    expect(registry.fetched).toEqual([]);
  });

  test('a short name never becomes a package of that name', async () => {
    const {code, stderr} = await install('swift');
    expect(stderr).toContain('cannot install @devstack/plugin-swift@latest: it is not in the registry');
    expect(code).toBe(1);
  });
});

test('a registry that is down is not taken for one that lacks the package, and it is soon known', async () => {
  const began = Date.now();
  const {code, stderr} = await install('swift', 'http://127.0.0.1:9/');
  expect(stderr).toMatch(/cannot reach the registry for @devstack\/plugin-swift@latest: .*ECONNREFUSED/);
  expect(code).toBe(1);
  // Two runs of npm; without settings for npm it is 70 seconds.
  expect(Date.now() - began).toBeLessThan(10_000);
});

test('a good plugin is installed under its short name, its scripts are not run, and the engine gets it', async () => {
  const home = makeScratch();
  const variables = {HOME: home, DEVSTACK_NPM_REGISTRY: registry.url, ...quiet};
  const installed = await runBuiltCli(['plugins', 'install', 'good'], variables);
  expect(installed.code, installed.stderr).toBe(0);
  expect((await runBuiltCli(['plugins'], variables)).stdout).toBe('good 1.0.0\n');
  expect(existsSync(path.join(home, 'postinstall-ran'))).toBe(false);
  // The plugin has no code: that the engine looks for it shows that the engine knows the plugin.
  const planned = await runBuiltCli(['plan', 'install', 'good'], variables);
  expect(planned.stderr).toContain('@devstack/plugin-good');
  expect(planned.code).not.toBe(70);
});
