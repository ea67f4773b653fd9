import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import {type PackageRegistry, type PublishedPackage, pack, serveRegistry} from '../testing/package-registry.ts';
import {type PluginUser, pluginUser} from '../testing/plugin-user.ts';
import {componentPlugin} from '../testing/published-plugins.ts';

// Each of them starts devstack and npm several times.
vi.setConfig({testTimeout: 120_000});

let registry: PackageRegistry;

const good = componentPlugin('@devstack/plugin-good', 'good', '1.0.0', {
  scripts: {postinstall: 'touch "$HOME/postinstall-ran"'},
});
const vault = componentPlugin('@acme/plugin-vault', 'vault', '1.0.0', {
  maintainers: [{name: 'road-runner', email: 'rr@acme.example'}],
});

beforeAll(async () => {
  registry = await serveRegistry([
    {name: '@devstack/plugin-no-manifest', version: '1.0.0', oclif: {}},
    {name: '@devstack/plugin-later', version: '2.0.0', oclif: {}, devstack: {api: 99}},
    {name: '@acme/newer', version: '1.0.0', devstack: {api: 1}, peerDependencies: {'@devstack/sdk': '^99.0.0'}},
    componentPlugin('@acme/hooked', 'hooked', '1.0.0', {oclif: {hooks: {init: './index.js'}}}),
    componentPlugin('@devstack/plugin-unbuilt', 'unbuilt', '1.0.0', {content: {}}),
    {name: 'swift', version: '3.0.0', description: 'somebody else’s', devstack: {api: 1}},
    good,
    vault,
  ]);
});

afterAll(() => registry.close());

const user = (url: string = registry.url): PluginUser => pluginUser(url);

beforeEach(() => {
  registry.fetched.length = 0;
});

describe('a plugin is looked at before npm installs anything', () => {
  test.each([
    ['no-manifest', 2, 'cannot install @devstack/plugin-no-manifest@1.0.0: it is not a devstack plugin'],
    ['later', 2, 'cannot install @devstack/plugin-later@2.0.0: it has contract 99, this devstack has 1'],
    ['@acme/newer', 2, 'cannot install @acme/newer@1.0.0: it needs @devstack/sdk ^99.0.0, this devstack has'],
    ['@acme/hooked', 2, 'cannot install @acme/hooked@1.0.0: it has hooks of oclif'],
    ['absent', 1, 'cannot install @devstack/plugin-absent@latest: it is not in the registry'],
    // The unscoped package of that name is never taken.
    ['swift', 1, 'cannot install @devstack/plugin-swift@latest: it is not in the registry'],
  ])('%s', async (name, status, message) => {
    const {code, stderr, stdout} = await user().run(['plugins', 'install', name]);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(status);
    expect(registry.fetched).toEqual([]);
  });
});

test('a registry that is down is not taken for one that lacks the package, and it is known within two seconds', async () => {
  const began = Date.now();
  const {code, stderr} = await user('http://127.0.0.1:9/').run(['plugins', 'install', 'swift']);
  expect(stderr).toMatch(/cannot reach the registry for @devstack\/plugin-swift@latest: .*ECONNREFUSED/);
  expect(code).toBe(1);
  // One run of npm; two seconds on a machine that does nothing else.
  expect(Date.now() - began).toBeLessThan(6_000);
});

test('one of ours is installed under its short name, its scripts are not run, and the engine gets it', async () => {
  const {home, run} = user();
  const installed = await run(['plugins', 'install', 'good', '--json']);
  expect(installed.code, installed.stderr).toBe(0);
  expect(JSON.parse(installed.stdout)).toMatchObject({
    plugins: [{name: good.name, version: '1.0.0', changed: true, integrity: expect.stringMatching(/^sha512-/)}],
  });
  expect((await run(['plugins'])).stdout).toBe('good 1.0.0  component good\n');
  expect(existsSync(path.join(home, 'postinstall-ran'))).toBe(false);
  const planned = await run(['plan', 'install', 'good'], {LOADED: path.join(home, 'loaded')});
  expect(planned.stderr + planned.stdout).not.toContain('cannot');
  expect(existsSync(path.join(home, 'loaded'))).toBe(true);
});

test('what is installed is not installed again, and what fails leaves what works', async () => {
  const {data, run} = user();
  await run(['plugins', 'install', 'good']);
  expect((await run(['plugins', 'install', 'good'])).stdout).toBe(
    '@devstack/plugin-good 1.0.0 was installed already\n',
  );
  const before = readFileSync(path.join(data, 'package.json'), 'utf8');
  const failed = await run(['plugins', 'install', 'good', 'unbuilt', '--force']);
  expect(failed.stderr).toContain('@devstack/plugin-unbuilt@1.0.0: it has no ./index.js, which its manifest names');
  expect(failed.code).toBe(2);
  const down = await run(['plugins', 'install', 'good', '--force'], {DEVSTACK_NPM_REGISTRY: 'http://127.0.0.1:9/'});
  expect(down.code).toBe(1);
  expect(readFileSync(path.join(data, 'package.json'), 'utf8')).toBe(before);
  expect((await run(['plugins'])).stdout).toBe('good 1.0.0  component good\n');
});

describe('a plugin of somebody else', () => {
  test('is shown and refused where nobody can be asked', async () => {
    const {code, stderr, stdout} = await user().run(['plugins', 'install', '@acme/plugin-vault']);
    for (const fact of ['@acme/plugin-vault 1.0.0 is not one of', 'road-runner', 'sha512-', 'component vault']) {
      expect(stderr).toContain(fact);
    }
    expect(stderr).toContain('to agree to it: devstack plugins install @acme/plugin-vault@1.0.0 --yes');
    expect(stderr).toContain('nobody can be asked here');
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(registry.fetched).toEqual([]);
  });

  test('is installed with --yes, and recorded', async () => {
    const {data, run} = user();
    const {code, stdout, stderr} = await run(['plugins', 'install', '@acme/plugin-vault', '--yes']);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('@acme/plugin-vault 1.0.0 installed\n');
    const lock = JSON.parse(readFileSync(path.join(data, 'devstack.lock'), 'utf8'));
    expect(lock.plugins['@acme/plugin-vault']).toEqual({
      version: '1.0.0',
      resolved: expect.stringContaining(registry.url),
      integrity: expect.stringMatching(/^sha512-/),
      digest: expect.stringMatching(/^sha512-/),
      brought: {},
      privileged: [],
      publisher: expect.stringContaining('road-runner'),
    });
    const inspected = JSON.parse((await run(['plugins', 'inspect', '@acme/plugin-vault', '--json'])).stdout);
    expect(inspected).toMatchObject({type: 'installed', provides: ['component vault'], problems: []});
  });

  test('whose files were changed is not loaded, until it is installed again', async () => {
    const {data, home, run} = user();
    await run(['plugins', 'install', '@acme/plugin-vault', '--yes']);
    const loaded = path.join(home, 'loaded');
    const code = path.join(data, 'node_modules/@acme/plugin-vault/index.js');
    writeFileSync(code, `${readFileSync(code, 'utf8')}\n// more`);
    const refused = await run(['plan', 'install', 'vault'], {LOADED: loaded});
    expect(refused.stderr).toContain('its files in ');
    expect(refused.stderr).toContain('devstack plugins install @acme/plugin-vault@1.0.0 --force');
    expect(refused.code).toBe(2);
    expect(existsSync(loaded)).toBe(false);
    const again = await run(['plugins', 'install', '@acme/plugin-vault@1.0.0', '--force']);
    expect(again.code, again.stderr).toBe(0);
    await run(['plan', 'install', 'vault'], {LOADED: loaded});
    expect(existsSync(loaded)).toBe(true);
  });

  test('that came without being agreed to is not loaded', async () => {
    const {data, home, run} = user();
    await run(['plugins', 'install', '@acme/plugin-vault', '--yes']);
    writeFileSync(path.join(data, 'devstack.lock'), '{}');
    const refused = await run(['plan', 'install', 'vault'], {LOADED: path.join(home, 'loaded')});
    expect(refused.stderr).toContain('nobody has agreed to run its code');
    expect(refused.code).toBe(2);
    expect(existsSync(path.join(home, 'loaded'))).toBe(false);
    expect((await run(['plugins'])).stdout).toContain('nobody has agreed to run its code');
  });
});

describe('what others have published just now', () => {
  const published = new Date().toISOString();
  const user = '@acme/plugin-user';
  const library = {name: '@acme/library', version: '1.0.0', published: '2026-01-01T00:00:00.000Z'};
  const using = componentPlugin(user, 'user', '1.0.0', {dependencies: {[library.name]: '^1.0.0'}});

  async function among(...packages: PublishedPackage[]): Promise<PluginUser & {registry: PackageRegistry}> {
    const registry = await serveRegistry(packages);
    onTestFinished(() => registry.close());
    return {...pluginUser(registry.url), registry};
  }

  test('is refused before anything is fetched, with the version to take instead', async () => {
    const {run, registry} = await among(
      {...vault, published: library.published},
      {...vault, version: '1.1.0', published},
    );
    const {code, stderr} = await run(['plugins', 'install', vault.name, '--yes']);
    expect(stderr).toContain('cannot install @acme/plugin-vault@1.1.0: it is too new until ');
    expect(stderr).toContain('devstack plugins install @acme/plugin-vault@1.0.0');
    expect({code, fetched: registry.fetched}).toEqual({code: 2, fetched: []});
    const taken = await run(['plugins', 'install', vault.name, '--yes', '--allow-new']);
    expect(taken.stdout).toBe('@acme/plugin-vault 1.1.0 installed\n');
    expect(taken.stderr).toContain(`published  ${published}`);
  });

  test('is not brought either: an older version is', async () => {
    const {run, data} = await among(using, library, {...library, version: '1.1.0', published});
    const installed = await run(['plugins', 'install', user, '--yes']);
    expect(installed.code, installed.stderr).toBe(0);
    const brought = readFileSync(path.join(data, 'node_modules', library.name, 'package.json'), 'utf8');
    expect(JSON.parse(brought)).toMatchObject({version: '1.0.0'});
  });

  test('or, where there is none, nothing is installed', async () => {
    const {run} = await among(using, {...library, published});
    const {code, stderr} = await run(['plugins', 'install', user, '--yes']);
    expect(stderr).toContain(
      `cannot install ${user}@1.0.0: what it brings is not to be had: No versions available for ${library.name}`,
    );
    expect(stderr).toContain('--allow-new');
    expect(code).toBe(1);
    expect((await run(['plugins', 'install', user, '--yes', '--allow-new'])).code).toBe(0);
  });
});

test('an archive is installed as it is, also when it is gone later and without a registry', async () => {
  const {home, run} = user('http://127.0.0.1:9/');
  const archive = path.join(home, 'good.tgz');
  writeFileSync(archive, pack(good));
  const installed = await run(['plugins', 'install', archive]);
  expect(installed.code, installed.stderr).toBe(0);
  writeFileSync(archive, 'something else');
  expect((await run(['plugins', 'uninstall', 'good'])).stdout).toBe('@devstack/plugin-good uninstalled\n');
  expect((await run(['plugins', 'install', archive])).code).toBe(1);
  expect((await run(['plugins'])).stdout).toBe('no plugins are installed\n');
});
