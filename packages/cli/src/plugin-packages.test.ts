import {expect, test} from 'vitest';
import {type FoundPlugin, pluginPackages} from './plugin-packages.ts';

const manifest = {api: 1, entry: './dist/index.js', provides: {}};

function found(changes: Partial<FoundPlugin> = {}): FoundPlugin {
  return {
    name: '@devstack/plugin-swift',
    version: '1.2.3',
    root: '/data/node_modules/@devstack/plugin-swift',
    type: 'user',
    pjson: {devstack: manifest},
    ...changes,
  };
}

test('an installed plugin becomes a package with its manifest unread', () => {
  expect(pluginPackages([found()])).toEqual([
    {
      name: '@devstack/plugin-swift',
      version: '1.2.3',
      directory: '/data/node_modules/@devstack/plugin-swift',
      linked: false,
      manifest,
    },
  ]);
});

test('a linked plugin is marked, and the range of the SDK is taken from its peers', () => {
  const pjson = {devstack: manifest, peerDependencies: {'@devstack/sdk': '^0.1.0'}};
  expect(pluginPackages([found({type: 'link', pjson})])[0]).toMatchObject({linked: true, sdkRange: '^0.1.0'});
});

test('the host itself and plugins that only bring commands are left out', () => {
  expect(pluginPackages([found({isRoot: true}), found({pjson: {oclif: {}}})])).toEqual([]);
});
