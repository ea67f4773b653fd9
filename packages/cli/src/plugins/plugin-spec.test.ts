import {expect, test} from 'vitest';
import {findByName, packageOf, parsePluginSpec, shortName} from './plugin-spec.ts';

test.each([
  ['swift', {from: 'registry', name: '@devstack/plugin-swift', tag: 'latest'}],
  ['swift@1.2.0', {from: 'registry', name: '@devstack/plugin-swift', tag: '1.2.0'}],
  ['@acme/plugin-x', {from: 'registry', name: '@acme/plugin-x', tag: 'latest'}],
  ['@acme/plugin-x@^1.0', {from: 'registry', name: '@acme/plugin-x', tag: '^1.0'}],
  ['devstack-hello@next', {from: 'registry', name: 'devstack-hello', tag: 'next'}],
  ['./x-1.0.0.tgz', {from: 'archive', file: '/here/x-1.0.0.tgz'}],
  ['x.tar.gz', {from: 'archive', file: '/here/x.tar.gz'}],
  ['file:/tmp/x.tgz', {from: 'archive', file: '/tmp/x.tgz'}],
  ['https://example.org/x.tgz', {from: 'address', address: 'https://example.org/x.tgz'}],
  ['git+ssh://git@example.org/x.git', {from: 'address', address: 'git+ssh://git@example.org/x.git'}],
  ['acme/plugin-x#v1', {from: 'address', address: 'acme/plugin-x#v1'}],
])('%s is understood', (text, spec) => {
  expect(parsePluginSpec(text, '/here')).toEqual(spec);
});

test.each([
  ['./plugin', "cannot install './plugin': it is not an archive"],
  ['file:../plugin', 'it is not an archive'],
  ['--registry=x', 'it is neither a name, nor an archive, nor an address'],
  ['Swift!', 'it is neither a name, nor an archive, nor an address'],
  ['', 'it is neither a name, nor an archive, nor an address'],
])('%s is refused', (text, message) => {
  expect(() => parsePluginSpec(text, '/here')).toThrow(message);
});

test.each([
  ['swift', '@devstack/plugin-swift'],
  ['@devstack/plugin-swift', '@devstack/plugin-swift'],
  ['@acme/plugin-swift', '@acme/plugin-swift'],
  ['devstack-swift', 'devstack-swift'],
])('%s stands for %s', (name, expected) => {
  expect(packageOf(name)).toBe(expected);
});

test('a plugin is found by its name and by its short name', () => {
  const plugins = [{name: '@acme/x'}, {name: '@devstack/plugin-swift'}];
  expect(findByName(plugins, 'swift')).toBe(plugins[1]);
  expect(findByName(plugins, '@acme/x')).toBe(plugins[0]);
  expect(findByName(plugins, 'x')).toBeUndefined();
  expect(plugins.map(({name}) => shortName(name))).toEqual(['@acme/x', 'swift']);
});
