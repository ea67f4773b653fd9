import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {componentCode, writePlugin} from '../testing/synthetic-plugin.ts';
import {createScene, type Scene} from '../testing/test-engine.ts';

const PROVIDES = {
  component: {farm: {summary: 'f'}},
  downloader: {toy: {summary: 'a toy', schemes: ['build+toy']}},
  check: {plain: {summary: 'p', component: 'farm'}, farm: {summary: 'c', component: 'farm', console: true}},
} as const;

/** Builds a file of four bytes; one that is in its place is not built again. */
const FARM = `
  environment() { return {FARM: 'here'}; }
  configure() {
    return [step('directory', 'data', {path: this.ctx.paths.data, mode: 0o700, contents: 'ours'})];
  }`;
const CODE = componentCode({farm: FARM}).replace(
  /^export default \{/m,
  `import {mkdir, stat, writeFile} from 'node:fs/promises';
class Toy {
  static inject = [];
  async fetch(source, into, {progress}) {
    const path = into + '/toy.img';
    const isThere = await stat(path).then(() => true, () => false);
    progress('building');
    if (!isThere) { await mkdir(into, {recursive: true}); await writeFile(path, 'disk'); }
    return {path, identity: 'sha256:1', changed: !isThere};
  }
  async unreachable() { return undefined; }
}
class FarmCheck {
  static inject = [];
  async run() {}
  async console(server, {environment}) { return {id: '1', name: server, read: async () => environment.FARM, page: async () => 'p'}; }
}
export default {downloader: {toy: async () => Toy}, check: {farm: async () => FarmCheck, plain: async () => FarmCheck}, `,
);

let scene: Scene;
let home: string;
beforeEach(async () => {
  const made = await createScene([], ['farm']);
  const plugin = await writePlugin(made.directory, '@example/plugin-farm', PROVIDES, CODE);
  scene = {...made, open: (settings = {}) => made.open({plugins: [plugin], ...settings})};
  home = path.join(scene.directory, 'home');
});

describe('an image', () => {
  test('that is built without an installation is all that is left', async () => {
    const built = await (await scene.open()).images().build('toy');
    expect(built).toEqual({path: path.join(home, 'toy.img'), checksum: 'sha256:1', bytes: 4});
    expect(await readFile(built.path, 'utf8')).toBe('disk');
    expect({home: await readdir(home), all: (await readdir(scene.directory)).sort()}).toEqual({
      home: ['toy.img'],
      all: ['@example', 'conf', 'home'],
    });
    expect(scene.events).toContainEqual(expect.objectContaining({type: 'step-progress', what: 'building'}));
  });

  test('stays in the cache of an installation, and is taken from there the next time', async () => {
    await mkdir(scene.root);
    for (const file of ['one.img', 'two.img']) await (await scene.open()).images().build('toy', file);
    expect((await readdir(home)).sort()).toEqual(['one.img', 'two.img']);
    const outcomes = scene.events.flatMap((event) => (event.type === 'step-done' ? [event.outcome] : []));
    expect(outcomes).toEqual(['applied', 'present']);
  });

  test('takes the place of no file', async () => {
    await writeFile(path.join(home, 'toy.img'), 'mine');
    await expect((await scene.open()).images().build('toy')).rejects.toMatchObject({code: 'DEVSTACK_ERR_EXISTS'});
    expect(await readFile(path.join(home, 'toy.img'), 'utf8')).toBe('mine');
  });

  test('that no plugin builds is refused with those that are', async () => {
    await expect((await scene.open()).images().build('cirros')).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_UNKNOWN_NAME',
      message: "cannot build image 'cirros': installed plugins build toy",
      suggestions: ['devstack image build toy'],
    });
  });
});

describe('a console', () => {
  test('is shown by the check that says it can, with the environment of the cloud', async () => {
    const engine = await scene.open();
    await engine.run('install', []);
    const shown = await engine.console('web');
    expect([shown.name, await shown.read(), await shown.page()]).toEqual(['web', 'here', 'p']);
  });

  test('needs something that runs servers', async () => {
    await expect((await scene.open()).console('web')).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_NOT_INSTALLED',
      message: 'cannot show the console of web: nothing is installed that runs servers',
    });
  });
});
