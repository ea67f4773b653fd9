import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type PackageRegistry, serveRegistry} from '../testing/package-registry.ts';
import {type PluginUser, pluginUser} from '../testing/plugin-user.ts';
import {componentCode, componentPlugin} from '../testing/published-plugins.ts';

const [GOOD, OTHER, VAULT] = ['@devstack/plugin-good', '@devstack/plugin-other', '@acme/plugin-vault'];
const byRunner = {maintainers: [{name: 'road-runner', email: 'rr@acme.example'}]};

// Each of them starts devstack and npm several times.
vi.setConfig({testTimeout: 120_000});

let registry: PackageRegistry;
let user: PluginUser;

beforeEach(async () => {
  registry = await serveRegistry([
    componentPlugin(GOOD, 'good', '1.0.0'),
    componentPlugin(OTHER, 'other', '1.0.0'),
    componentPlugin(VAULT, 'vault', '1.0.0', byRunner),
  ]);
  user = pluginUser(registry.url);
});

afterEach(() => registry.close());

async function install(...names: string[]): Promise<void> {
  const {code, stderr} = await user.run(['plugins', 'install', '--yes', ...names]);
  expect(code, stderr).toBe(0);
}

async function versions(): Promise<Record<string, string>> {
  const listed: {name: string; version: string}[] = JSON.parse((await user.run(['plugins', '--json'])).stdout);
  return Object.fromEntries(listed.map(({name, version}) => [name, version]));
}

describe('plugins update', () => {
  test('brings what is newer, leaves what this devstack cannot use, and says both', async () => {
    await install('good', 'other');
    registry.publish(componentPlugin(GOOD, 'good', '1.1.0'));
    registry.publish(componentPlugin(OTHER, 'other', '2.0.0', {devstack: {api: 2}}));
    const {stdout, code} = await user.run(['plugins', 'update']);
    expect(stdout.split('\n')).toEqual([
      '@devstack/plugin-good 1.0.0 -> 1.1.0',
      '@devstack/plugin-other 1.0.0 stays: cannot install @devstack/plugin-other@2.0.0: it has contract 2, this devstack has 1',
      '',
    ]);
    expect(code).toBe(2);
    expect(await versions()).toEqual({[GOOD]: '1.1.0', [OTHER]: '1.0.0'});
    const again = JSON.parse((await user.run(['plugins', 'update', 'good', '--json'])).stdout);
    expect(again.plugins).toEqual([{name: GOOD, version: '1.1.0', before: '1.1.0', changed: false}]);
  });

  test('stays within the version that was asked for', async () => {
    registry.publish(componentPlugin(GOOD, 'good', '2.0.0'));
    await install('good@^1');
    expect((await user.run(['plugins', 'update'])).stdout).toBe('@devstack/plugin-good 1.0.0 is up to date\n');
  });

  test('asks again when somebody else publishes, and only then', async () => {
    await install(VAULT);
    registry.publish(componentPlugin(VAULT, 'vault', '1.1.0', byRunner));
    expect((await user.run(['plugins', 'update'])).stdout).toBe('@acme/plugin-vault 1.0.0 -> 1.1.0\n');
    registry.publish(componentPlugin(VAULT, 'vault', '1.2.0', {maintainers: [{name: 'coyote', email: 'c@x.example'}]}));
    const {stdout, stderr, code} = await user.run(['plugins', 'update']);
    expect(stderr).toContain('before     1.1.0 by road-runner');
    expect(stderr).toContain('publisher  coyote');
    expect(stdout).toContain('@acme/plugin-vault 1.1.0 stays');
    expect(code).toBe(2);
  });

  test('asks again when the same hands want to do more as root', async () => {
    await install(VAULT);
    const provides = {component: {vault: {summary: 'A component.', privileged: {command: 'it formats a disk'}}}};
    const devstack = {api: 1, entry: './index.js', provides};
    registry.publish(componentPlugin(VAULT, 'vault', '1.1.0', {...byRunner, devstack}));
    const {stdout, stderr, code} = await user.run(['plugins', 'update']);
    expect(stderr).toContain('as root    component vault: command, because it formats a disk');
    expect(stdout).toContain(`${VAULT} 1.0.0 stays: cannot install ${VAULT}@1.1.0`);
    expect(code).toBe(2);
    expect((await user.run(['plugins', 'update', '--yes'])).stdout).toBe(`${VAULT} 1.0.0 -> 1.1.0\n`);
  });

  test('waits with what others have published just now, unless somebody wants it at once', async () => {
    await install(VAULT);
    const published = new Date().toISOString();
    registry.publish(componentPlugin(VAULT, 'vault', '1.1.0', {...byRunner, published}));
    const {stdout, code} = await user.run(['plugins', 'update']);
    expect(stdout).toMatch(
      /^@acme\/plugin-vault 1\.0\.0 stays: 1\.1\.0 is too new until \S+Z; to take it now: --allow-new$/m,
    );
    expect(code).toBe(0);
    const {plugins} = JSON.parse((await user.run(['plugins', 'update', '--json'])).stdout);
    expect(plugins).toEqual([
      {
        name: VAULT,
        version: '1.0.0',
        before: '1.0.0',
        changed: false,
        tooNew: {version: '1.1.0', until: expect.any(String)},
      },
    ]);
    expect((await user.run(['plugins', 'update', '--allow-new'])).stdout).toBe(`${VAULT} 1.0.0 -> 1.1.0\n`);
  });

  test('with a registry that is down changes nothing and says why', async () => {
    await install('good');
    const {stdout, code} = await user.run(['plugins', 'update'], {DEVSTACK_NPM_REGISTRY: 'http://127.0.0.1:9/'});
    expect(stdout).toContain('@devstack/plugin-good 1.0.0 stays: cannot reach the registry');
    expect(code).toBe(1);
    expect(await versions()).toEqual({[GOOD]: '1.0.0'});
  });
});

describe('plugins uninstall', () => {
  function writeTrace(root: string, components: string[]): void {
    const records = [
      {v: 1, t: 'root', made: [root]},
      {v: 1, t: 'choice', key: 'components', value: components},
    ];
    mkdirSync(path.join(root, 'state'), {recursive: true});
    writeFileSync(path.join(root, 'state/trace.jsonl'), records.map((one) => `${JSON.stringify(one)}\n`).join(''));
  }

  test('while a component of it is installed says what to do first', async () => {
    await install('good', 'other');
    const root = path.join(user.home, 'cloud');
    writeTrace(root, ['good']);
    const refused = await user.run(['plugins', 'uninstall', 'good', '-d', root]);
    expect(refused.stderr).toContain(`cannot remove plugin ${GOOD}: good is installed in ${root}`);
    expect(refused.stderr).toContain(`devstack uninstall good -d ${root}`);
    expect(refused.code).toBe(2);
    const configured = await user.run(['plugins', 'uninstall', 'good'], {DEVSTACK_DEFAULT__DIRECTORY: root});
    expect(configured.code, configured.stderr).toBe(2);
    expect((await user.run(['plugins', 'uninstall', 'other', '-d', root])).code).toBe(0);
    writeTrace(root, []);
    expect((await user.run(['plugins', 'uninstall', 'good', '-d', root])).code).toBe(0);
    expect(await versions()).toEqual({});
  });

  test('looks wherever an installation was made with plugins, and says where', async () => {
    const configure = `configure() {
      const path = this.ctx.paths.etc + '/x';
      return [{kind: 'file', key: path, args: {path, mode: 0o644, content: 'x'}}];
    }`;
    registry.publish(componentPlugin(GOOD, 'good', '1.1.0', {content: {'index.js': componentCode('good', configure)}}));
    await install('good');
    const root = path.join(user.home, 'elsewhere');
    const made = await user.run(['install', 'good', '-d', root, '--no-prompt']);
    expect(made.code, made.stderr).toBe(0);
    expect(readFileSync(path.join(user.data, 'installations'), 'utf8')).toBe(`${root}\n`);
    const refused = await user.run(['plugins', 'uninstall', 'good']);
    expect(refused.stderr).toContain(`cannot remove plugin ${GOOD}: good is installed in ${root}`);
    expect(refused.stderr).toContain(`devstack uninstall good -d ${root}`);
    expect(refused.code).toBe(2);
    expect((await user.run(['uninstall', '-d', root])).code).toBe(0);
    const removed = await user.run(['plugins', 'uninstall', 'good']);
    expect(removed.stderr).toMatch(new RegExp(`^nothing of it was installed in \\S+, ${root}$`, 'm'));
    expect(existsSync(path.join(user.data, 'installations'))).toBe(false);
  });

  test('needs no registry, and leaves nothing of the plugin', async () => {
    await install('good', VAULT);
    await registry.close();
    const {code, stdout} = await user.run(['plugins', 'uninstall', VAULT, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({plugins: [{name: VAULT, type: 'user'}]});
    expect(existsSync(path.join(user.data, 'node_modules', VAULT))).toBe(false);
    expect(readFileSync(path.join(user.data, 'devstack.lock'), 'utf8')).not.toContain(VAULT);
    expect(await versions()).toEqual({[GOOD]: '1.0.0'});
  });

  test('of what is not installed names what comes near', async () => {
    await install('good');
    const {stderr, code} = await user.run(['plugins', 'uninstall', 'goood']);
    expect(stderr).toContain("cannot find plugin 'goood': it is not installed");
    expect(stderr).toContain('did you mean good?');
    expect(code).toBe(2);
    expect((await user.run(['plugins', 'uninstall', '@devstack/plugin-nova'])).stderr).toContain('comes with devstack');
  });
});

describe('plugins link', () => {
  function writeSources(version: string): string {
    const {content, ...manifest} = componentPlugin(GOOD, 'good', version);
    const directory = path.join(user.home, 'sources');
    mkdirSync(directory, {recursive: true});
    writeFileSync(path.join(directory, 'package.json'), JSON.stringify(manifest));
    for (const [name, text] of Object.entries(content!)) writeFileSync(path.join(directory, name), text);
    return directory;
  }

  test('wins over what is installed, which is back when the link goes', async () => {
    await install('good');
    const directory = writeSources('9.0.0');
    expect((await user.run(['plugins', 'link', directory])).stdout).toBe(`${GOOD} 9.0.0 linked to ${directory}\n`);
    expect((await user.run(['plugins'])).stdout).toContain(`good 9.0.0 (linked to ${directory})  component good\n`);
    writeFileSync(path.join(directory, 'index.js'), 'throw new Error("the linked one");');
    const planned = await user.run(['plan', 'install', 'good']);
    expect(planned.stderr).toContain('cannot use plugin @devstack/plugin-good 9.0.0');
    expect(planned.stderr).toContain('the linked one');
    expect((await user.run(['plugins', 'uninstall', 'good'])).stdout).toBe(`${GOOD} unlinked\n`);
    expect(await versions()).toEqual({[GOOD]: '1.0.0'});
  });

  test('whose directory has gone is a warning that names it, and can be taken back', async () => {
    const directory = writeSources('9.0.0');
    await user.run(['plugins', 'link', directory]);
    rmSync(directory, {recursive: true});
    const {code, stderr} = await user.run(['explain', 'locked']);
    expect(stderr).toContain(GOOD);
    expect(code).toBe(0);
    expect((await user.run(['plugins', 'uninstall', 'good'])).code).toBe(0);
    expect((await user.run(['explain', 'locked'])).stderr).toBe('');
  });

  test('of what is no plugin is refused', async () => {
    const {code, stderr} = await user.run(['plugins', 'link', user.home]);
    expect(stderr).toContain(`cannot link ${user.home}`);
    expect(code).toBe(2);
  });
});

describe('two commands at once', () => {
  test('the second waits for the first, says so, and both are done', async () => {
    registry.delayTarballs(2_000);
    const [first, second] = await Promise.all([
      user.run(['plugins', 'install', 'good']),
      user.run(['plugins', 'install', 'other']),
    ]);
    expect([first.code, second.code], first.stderr + second.stderr).toEqual([0, 0]);
    expect(first.stderr + second.stderr).toMatch(/waiting: cannot work on .*'devstack plugins install (good|other)'/);
    expect(await versions()).toEqual({[GOOD]: '1.0.0', [OTHER]: '1.0.0'});
  });

  test('one that may not wait ends with 75', async () => {
    registry.delayTarballs(3_000);
    const ended = await Promise.all(
      ['good', 'other'].map((name) => user.run(['plugins', 'install', name], {DEVSTACK_LOCK_WAIT_MS: '0'})),
    );
    expect(ended.map(({code}) => code).sort()).toEqual([0, 75]);
  });
});

test('an install that was killed when half of it was in place is taken back', async () => {
  await install('good');
  const parts = ['devstack.lock', 'package-lock.json', 'package.json'];
  mkdirSync(path.join(user.data, '.before'));
  for (const part of parts) {
    renameSync(path.join(user.data, part), path.join(user.data, '.before', part));
    writeFileSync(path.join(user.data, part), '{}');
  }
  writeFileSync(path.join(user.data, '.before/parts.json'), JSON.stringify([...parts, 'node_modules']));
  mkdirSync(path.join(user.data, '.next'));
  await install('other');
  expect(await versions()).toEqual({[GOOD]: '1.0.0', [OTHER]: '1.0.0'});
  expect(readdirSync(user.data).filter((name) => /^\.(next|before)/.test(name))).toEqual([]);
});
