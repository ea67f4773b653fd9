import {mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {LocalHost} from '../host/local-host.ts';
import {failingHost} from '../testing/failing-host.ts';
import {componentCode, writePlugin} from '../testing/synthetic-plugin.ts';
import {createScene, type Scene} from '../testing/test-engine.ts';

/** One step of each kind that leaves something, one of them outside the root, over a file that was there before. */
const CODE = componentCode({
  all: `
    secrets() { return [{name: 'password'}]; }
    configure() {
      const {etc, data, root} = this.ctx.paths;
      const outside = root + '/../machine.conf';
      return [
        step('directory', data, {path: data, mode: 0o700, contents: 'ours'}),
        step('file', etc + '/a.conf', {path: etc + '/a.conf', mode: 0o600, content: {concat: ['p=', this.ctx.secret('password')]}}),
        step('file', outside, {path: outside, mode: 0o644, content: 'ours'}),
        step('key-file', etc + '/key', {path: etc + '/key', mode: 0o600, bytes: 32, encoding: 'base64url'}),
        step('symlink', etc + '/link', {path: etc + '/link', target: 'a.conf'}),
      ];
    }
    postInstall() {
      return [
        step('command', 'inside', {argv: ['touch', this.ctx.paths.data + '/made'], as: 'root', undo: 'inside'}),
        step('command', 'undone', {argv: ['mkdir', '-p', this.ctx.paths.root + '/../made'], as: 'root', undo: ['rm', '-rf', this.ctx.paths.root + '/../made']}),
      ];
    }`,
});

async function openScene(): Promise<Scene> {
  const made = await createScene([], ['all']);
  const plugin = await writePlugin(
    made.directory,
    '@example/plugin-test',
    {component: {all: {summary: 'all', privileged: {command: 'x', file: 'x'}}}},
    CODE,
  );
  await writeFile(path.join(made.directory, 'machine.conf'), 'theirs');
  return {...made, open: (settings = {}) => made.open({plugins: [plugin], ...settings})};
}

/** Names, contents and modes of directories below a directory, except of keys and secrets, which differ from run to run, and of the journal. */
async function snapshot(directory: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(directory, {recursive: true, withFileTypes: true})) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(directory, file);
    if (name.startsWith('root/state/')) continue;
    const varies = /(key|a\.conf)$/.test(name);
    found[name] = entry.isFile()
      ? varies
        ? 'varies'
        : await readFile(file, 'utf8')
      : entry.isSymbolicLink()
        ? 'link'
        : `directory ${((await stat(file)).mode & 0o777).toString(8)}`;
  }
  return found;
}

const real = (): LocalHost => new LocalHost({PATH: process.env.PATH, HOME: '/nonexistent'});

describe.each(['before', 'within', 'after'] as const)('a crash %s any effect', (when) => {
  test('of install is repaired by the same command, and uninstall then leaves nothing', async () => {
    const reference = await openScene();
    await (await reference.open()).run('install', []);
    const expected = await snapshot(reference.directory);
    let failAt = 1;
    for (let crashed = true; crashed; failAt += 1) {
      const scene = await openScene();
      const untouched = await snapshot(scene.directory);
      const {host} = failingHost(real(), failAt, when);
      crashed = await (await scene.open({host})).run('install', []).then(
        () => false,
        () => true,
      );
      await (await scene.open()).run('install', []);
      expect(await snapshot(scene.directory), `crash ${when} effect ${failAt}`).toEqual(expected);
      await (await scene.open()).run('uninstall', []);
      expect(await snapshot(scene.directory), `crash ${when} effect ${failAt}`).toEqual(untouched);
    }
    expect(failAt).toBeGreaterThan(8);
  });

  test('of install can be followed by uninstall at once', async () => {
    let failAt = 1;
    for (let crashed = true; crashed; failAt += 1) {
      const scene = await openScene();
      const untouched = await snapshot(scene.directory);
      const {host} = failingHost(real(), failAt, when);
      crashed = await (await scene.open({host})).run('install', []).then(
        () => false,
        () => true,
      );
      await (await scene.open()).run('uninstall', []);
      expect(await snapshot(scene.directory), `crash ${when} effect ${failAt}`).toEqual(untouched);
    }
    expect(failAt).toBeGreaterThan(8);
  });

  test('of uninstall is repaired by the same command', async () => {
    let failAt = 1;
    for (let crashed = true; crashed; failAt += 1) {
      const scene = await openScene();
      const untouched = await snapshot(scene.directory);
      await (await scene.open()).run('install', []);
      const {host} = failingHost(real(), failAt, when);
      crashed = await (await scene.open({host})).run('uninstall', []).then(
        () => false,
        () => true,
      );
      await (await scene.open()).run('uninstall', []);
      expect(await snapshot(scene.directory), `crash ${when} effect ${failAt}`).toEqual(untouched);
    }
    expect(failAt).toBeGreaterThan(8);
  });
});

test('what a crash leaves beside the root is swept by the next command', async () => {
  const scene = await openScene();
  await mkdir(path.join(scene.directory, '.root.devstack-new/state'), {recursive: true});
  await (await scene.open()).run('uninstall', []);
  expect(await readdir(scene.directory)).not.toContain('.root.devstack-new');
});
