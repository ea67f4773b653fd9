import {access, mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import {beforeEach, describe, expect, test} from 'vitest';
import {componentCode, writePlugin} from '../testing/synthetic-plugin.ts';
import {createScene, type Scene} from '../testing/test-engine.ts';

const PROVIDES = {
  component: {
    base: {summary: 'b'},
    api: {
      summary: 'a',
      privileged: {command: 'it counts'},
      options: {greeting: {type: 'string', summary: 'g', default: 'hello'}},
    },
  },
} as const;

/** `api` requires `base`, writes a file from an option, and counts how often its command was run. */
const CODE = componentCode({
  base: `configure() { return [step('directory', this.ctx.paths.data, {path: this.ctx.paths.data, mode: 0o700, contents: 'ours'})]; }`,
  api: `
    requires() { return ['base']; }
    secrets() { return [{name: 'password'}]; }
    configure() {
      const file = this.ctx.paths.etc + '/api.conf';
      const content = {concat: ['greeting = ' + this.ctx.option('greeting') + '\\npassword = ', this.ctx.secret('password'), '\\n']};
      return [step('file', file, {path: file, mode: 0o600, content})];
    }
    postInstall() {
      const file = this.ctx.paths.etc + '/api.conf';
      const counter = this.ctx.paths.data.replace('/api', '/base') + '/count';
      return [step('command', 'count', {argv: ['sh', '-c', 'echo run >> "$0"', counter], as: 'root', undo: 'inside'}, {reads: ['file:' + file]})];
    }
    environment() { return {PASSWORD: this.ctx.secret('password')}; }`,
});

let scene: Scene;

async function openScene(code = CODE): Promise<Scene> {
  const made = await createScene([], ['api']);
  const plugin = await writePlugin(made.directory, '@example/plugin-test', PROVIDES, code);
  return {...made, open: (settings = {}) => made.open({plugins: [plugin], ...settings})};
}

const runs = async (): Promise<number> =>
  (await readFile(path.join(scene.root, 'data/base/count'), 'utf8')).split('\n').length - 1;
const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

beforeEach(async () => {
  scene = await openScene();
});

test('what was started is started anew when what it reads differs, whichever component is named', async () => {
  scene = await openScene(CODE.replace('postInstall()', 'postStart()'));
  await (await scene.open()).run('start', ['base']);
  expect(await exists(path.join(scene.root, 'data/base/count'))).toBe(false);
  await (await scene.open()).run('start', []);
  expect(await runs()).toBe(1);
  await (await scene.open({set: ['api.greeting=hi']})).run('start', ['base']);
  expect(await runs()).toBe(2);
});

describe('install', () => {
  test('says once what a component notes', async () => {
    scene = await openScene(CODE.replace("requires() { return ['base']; }", "$& notes() { return ['no real one']; }"));
    const report = await (await scene.open()).run('install', []);
    expect(report.notes.filter((note) => note === 'no real one')).toHaveLength(1);
    expect(scene.events).toContainEqual({type: 'note', message: 'no real one'});
  });

  test('carries out the steps of what was asked for and of what that requires', async () => {
    const report = await (await scene.open()).run('install', []);
    expect(report.components).toEqual(['base', 'api']);
    expect(report.unchanged).toBe(false);
    expect(await readFile(path.join(scene.root, 'etc/api/api.conf'), 'utf8')).toMatch(
      /^greeting = hello\npassword = \w{24}\n$/,
    );
  });

  test('a second time changes nothing', async () => {
    await (await scene.open()).run('install', []);
    const before = await readFile(path.join(scene.root, 'state/trace.jsonl'), 'utf8');
    const report = await (await scene.open()).run('install', []);
    expect(report.unchanged).toBe(true);
    expect(report.steps).toEqual([]);
    expect(await readFile(path.join(scene.root, 'state/trace.jsonl'), 'utf8')).toBe(before);
    expect(await runs()).toBe(1);
  });

  test('with another option changes what depends on it, and only that', async () => {
    await (await scene.open()).run('install', []);
    const report = await (await scene.open({set: ['api.greeting=good day']})).run('install', []);
    const changed = report.steps.filter(({outcome}) => outcome === 'changed').map(({id}) => id);
    expect(changed).toEqual([`api/file:${scene.root}/etc/api/api.conf`, 'api/command:count']);
    expect(await runs()).toBe(2);
  });

  test('keeps a file that somebody edited, and its copy when it must be written again', async () => {
    await (await scene.open()).run('install', []);
    const file = path.join(scene.root, 'etc/api/api.conf');
    await writeFile(file, 'mine\n');
    await (await scene.open()).run('install', []);
    expect(await readFile(file, 'utf8')).toBe('mine\n');
    await (await scene.open({set: ['api.greeting=new']})).run('install', []);
    expect(await readFile(`${file}.by-hand`, 'utf8')).toBe('mine\n');
  });

  test('keeps secrets out of the trace and out of files that others can read', async () => {
    const engine = await scene.open();
    await engine.run('install', []);
    const {PASSWORD} = await engine.clientEnvironment();
    expect(PASSWORD).toMatch(/^\w{24}$/);
    expect(await readFile(path.join(scene.root, 'state/trace.jsonl'), 'utf8')).not.toContain(PASSWORD);
    expect((await stat(path.join(scene.root, 'state/secrets.json'))).mode & 0o777).toBe(0o600);
  });

  test('that fails says which step, and goes on from there the next time', async () => {
    scene = await openScene(CODE.replace(`'echo run >> "$0"'`, `'test -e "$0" || exit 3; echo run >> "$0"'`));
    const failure = await (await scene.open()).run('install', []).catch((error: unknown) => error);
    expect(DevstackError.is(failure) && failure.message).toContain('exit code 3');
    await writeFile(path.join(scene.root, 'data/base/count'), '');
    const report = await (await scene.open()).run('install', []);
    expect(report.steps.filter(({outcome}) => outcome !== 'present').map(({id}) => id)).toEqual(['api/command:count']);
  });
});

test('what was installed by name is meant when nothing is named, with the subsystems it had', async () => {
  await (await scene.open()).run('install', ['base']);
  const again = await (await scene.open({persona: undefined as never})).plan('install', ['base']);
  expect(again.persona).toBe('test');
  expect(again.steps.every(({change}) => change === 'present')).toBe(true);
});

describe('plan', () => {
  test('shows what would be done and touches nothing', async () => {
    const plan = await (await scene.open()).plan('install', []);
    expect(plan.steps.every(({change}) => change === 'apply')).toBe(true);
    expect(plan.steps.find(({kind}) => kind === 'file')?.content?.after).toBe('greeting = hello\npassword = •••\n');
    expect(await exists(scene.root)).toBe(false);
  });

  test('shows a changed file with both contents, secrets hidden, and who reads it', async () => {
    await (await scene.open()).run('install', []);
    const plan = await (await scene.open({set: ['api.greeting=bye']})).plan('install', []);
    const changes = plan.steps.filter(({change}) => change !== 'present');
    expect(changes.map(({kind, change}) => [kind, change])).toEqual([
      ['file', 'update'],
      ['command', 'update'],
    ]);
    expect(changes[0]?.content).toMatchObject({
      before: 'greeting = hello\npassword = •••\n',
      after: 'greeting = bye\npassword = •••\n',
    });
  });
});

describe('uninstall', () => {
  test('leaves nothing', async () => {
    const before = await readdir(scene.directory);
    await (await scene.open()).run('install', []);
    const report = await (await scene.open()).run('uninstall', []);
    expect(report.kept).toEqual([]);
    expect(await readdir(scene.directory)).toEqual(before);
  });

  test('of nothing says so', async () => {
    const report = await (await scene.open()).run('uninstall', []);
    expect(report.notes).toEqual([`nothing is installed in ${scene.root}`]);
  });

  test('keeps what somebody else put there, and says what and why', async () => {
    await (await scene.open()).run('install', []);
    await writeFile(path.join(scene.root, 'etc/notes.txt'), 'mine');
    const report = await (await scene.open()).run('uninstall', []);
    expect(report.kept).toEqual([
      {what: `${scene.root}/etc`, why: 'it holds what devstack did not make: notes.txt'},
      {what: scene.root, why: 'it holds what devstack did not make'},
    ]);
    expect(await readFile(path.join(scene.root, 'etc/notes.txt'), 'utf8')).toBe('mine');
    expect(await exists(path.join(scene.root, 'state'))).toBe(false);
  });

  test('gives back a directory that was there before', async () => {
    await mkdir(scene.root);
    await writeFile(path.join(scene.root, 'README'), 'mine');
    await (await scene.open()).run('install', []);
    await (await scene.open()).run('uninstall', []);
    expect(await readdir(scene.root)).toEqual(['README']);
  });

  test('of one component refuses while another requires it', async () => {
    await (await scene.open()).run('install', []);
    await expect((await scene.open()).run('uninstall', ['base'])).rejects.toMatchObject({
      message: 'cannot uninstall base: api requires it',
      suggestions: ['uninstall them too: devstack uninstall api base'],
    });
  });

  test('of one component leaves the others', async () => {
    await (await scene.open()).run('install', []);
    await (await scene.open()).run('uninstall', ['api']);
    expect(await exists(path.join(scene.root, 'etc'))).toBe(false);
    expect(await exists(path.join(scene.root, 'data/base'))).toBe(true);
    expect((await (await scene.open()).status()).installed).toEqual(['base']);
  });

  test('with --keep data leaves the data, and a later install finds them', async () => {
    await (await scene.open()).run('install', []);
    await (await scene.open()).run('uninstall', [], {keep: ['data']});
    expect(await exists(path.join(scene.root, 'etc'))).toBe(false);
    expect(await runs()).toBe(1);
    await (await scene.open()).run('install', []);
    await (await scene.open()).run('uninstall', []);
    expect(await exists(scene.root)).toBe(false);
  });
});

describe('bad input', () => {
  test('a component that plans more as root than its manifest announces is refused before anything is done', async () => {
    const code = componentCode({
      sly: `configure() { return [step('file', '/etc/cron.d/sly', {path: '/etc/cron.d/sly', mode: 0o644, content: ''})]; }
        preUninstall() { return [step('command', 'last', {argv: ['true'], as: 'root', undo: 'inside'})]; }`,
    });
    const made = await createScene([], ['sly']);
    const plugin = await writePlugin(made.directory, '@x/sly', {component: {sly: {summary: 's'}}}, code);
    const engine = await made.open({plugins: [{...plugin, linked: true}]});
    await expect(engine.run('install', [])).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_PLUGIN_MANIFEST',
      message: expect.stringMatching(
        /component sly plans sly\/file:\/etc\/cron\.d\/sly as root, and its manifest does not announce it[\s\S]*plans sly\/command:last as root/,
      ),
      suggestions: expect.arrayContaining([
        `in ${plugin.directory}/package.json, devstack.provides.component.sly.privileged: {"file": "why it needs root"}`,
      ]),
    });
  });

  test.each([['a component that nobody provides', ['apy'], /cannot find component 'apy'.*api/]])(
    '%s is refused before anything is touched',
    async (_title, components, message) => {
      await expect((await scene.open()).run('install', components)).rejects.toThrow(message);
      expect(await exists(scene.root)).toBe(false);
    },
  );

  test('components that require each other are named in a circle', async () => {
    scene = await openScene(
      CODE.replace(
        `configure() { return [step('directory'`,
        `requires() { return ['api']; } configure() { return [step('directory'`,
      ),
    );
    await expect((await scene.open()).run('install', [])).rejects.toThrow('api requires base requires api');
    expect(await exists(scene.root)).toBe(false);
  });

  test('a second run at the same time ends with who holds the lock', async () => {
    scene = await openScene(CODE.replace(`'echo run >> "$0"'`, `'sleep 1; echo run >> "$0"'`));
    const first = (await scene.open()).run('install', []);
    await expect.poll(() => exists(path.join(scene.root, 'state/holder.json'))).toBe(true);
    const second = await (await scene.open()).run('install', []).catch((error: unknown) => error);
    expect(DevstackError.is(second) && [second.code, second.message]).toEqual([
      'DEVSTACK_ERR_LOCKED',
      expect.stringMatching(
        new RegExp(`^cannot work on ${scene.root}: 'devstack test' \\(pid ${process.pid}, since .*\\) holds the lock$`),
      ),
    ]);
    await first;
  });
});
