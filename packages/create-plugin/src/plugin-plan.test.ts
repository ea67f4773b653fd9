import {describe, expect, test} from 'vitest';
import {makePackageManifest} from './plugin-package.ts';
import {planPlugin} from './plugin-plan.ts';
import {classNameOf} from './rename-template.ts';

describe('a name', () => {
  test.each([
    ['hello', 'hello', 'devstack-hello', '/here/devstack-hello'],
    ['block-store', 'block-store', 'devstack-block-store', '/here/devstack-block-store'],
    ['devstack-hello', 'hello', 'devstack-hello', '/here/devstack-hello'],
    ['@acme/hello', 'hello', '@acme/devstack-hello', '/here/devstack-hello'],
  ])('%s is one', (text, name, packageName, directory) => {
    expect(planPlugin({name: text, kind: 'component'}, '/here')).toEqual({
      kind: 'component',
      name,
      packageName,
      directory,
    });
  });

  test.each(['', 'Hello', '1st', 'a b', '../up', 'a--b', '-a', 'a-', 'a/b/c', '@/x', '@A/x', 'x'.repeat(51), '$(id)'])(
    '%j is none, which one sentence says',
    (name) => {
      expect(() => planPlugin({name, kind: 'runner'}, '/')).toThrow(/^cannot name a plugin "[^\n]*$/);
    },
  );

  test.each(['default', 'example', 'object'])('%s has a meaning of its own', (name) => {
    expect(() => planPlugin({name, kind: 'runner'}, '/')).toThrow('has a meaning of its own');
  });

  test('makes the name of a class', () => expect(classNameOf('block-2-store')).toBe('Block2Store'));
});

test('another kind is refused with those that there are', () => {
  expect(() => planPlugin({name: 'x', kind: 'toString'}, '/')).toThrow(
    'cannot make a plugin of kind "toString": the kinds are component, runner, packager, downloader, uploader',
  );
});

test('the directory is where it is told to be', () => {
  expect(planPlugin({name: 'x', kind: 'runner', directory: 'there'}, '/here').directory).toBe('/here/there');
});

test('what has a scope is published for everybody, which npm would not do by itself', () => {
  const made = (name: string) => makePackageManifest(planPlugin({name, kind: 'runner'}, '/'), {sdk: '^0.1.0'});
  expect(made('@acme/tmux')).toMatchObject({name: '@acme/devstack-tmux', publishConfig: {access: 'public'}});
  expect(made('tmux')).not.toHaveProperty('publishConfig');
});
