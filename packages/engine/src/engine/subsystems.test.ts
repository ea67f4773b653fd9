import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {componentCode, writePlugin} from '../testing/synthetic-plugin.ts';
import {createScene, type Scene} from '../testing/test-engine.ts';

const PROVIDES = {
  component: {swift: {summary: 's', subsystems: {proxy: 'the API', object: 'objects', account: 'accounts'}}},
} as const;

/** A file for each subsystem. */
const CODE = componentCode({
  swift: `configure() {
    return this.ctx.subsystems.map((name) => {
      const file = this.ctx.paths.etc + '/' + name;
      return step('file', file, {path: file, mode: 0o600, content: name});
    });
  }`,
});

let scene: Scene;

beforeEach(async () => {
  const made = await createScene([], ['swift']);
  const plugin = await writePlugin(made.directory, '@example/plugin-test', PROVIDES, CODE);
  scene = {...made, open: (settings = {}) => made.open({plugins: [plugin], ...settings})};
});

const install = async (...set: string[]) => (await scene.open({set})).run('install', []);
const files = () => readdir(path.join(scene.root, 'etc/swift'));

test('without a choice there are all', async () => {
  await install();
  expect(await files()).toEqual(['account', 'object', 'proxy']);
});

test('a change of the choice adds and takes away exactly what differs', async () => {
  await install('swift.subsystems=object,proxy');
  expect(await files()).toEqual(['object', 'proxy']);
  const {steps} = await install('swift.subsystems=proxy, account');
  const changed = steps.filter(({outcome}) => outcome !== 'present');
  const file = (name: string) => `swift/file:${scene.root}/etc/swift/${name}`;
  expect(changed.map(({id, outcome}) => [id, outcome])).toEqual([
    [file('object'), 'reverted'],
    [file('account'), 'applied'],
  ]);
  expect(await files()).toEqual(['account', 'proxy']);
});

test('the order of the choice makes no difference', async () => {
  await install('swift.subsystems=account,proxy');
  expect(await install('swift.subsystems=proxy,account')).toMatchObject({unchanged: true});
});

test('one that there is not is refused with those that there are', async () => {
  await expect(install('swift.subsystems=proxy,objct')).rejects.toThrow(
    "cannot use configuration option swift.subsystems (--set): expected one of proxy, object, account, found 'objct'; did you mean 'object'?",
  );
});
