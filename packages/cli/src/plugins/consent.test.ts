import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {onTerminal} from '../testing/on-terminal.ts';
import {type PackageRegistry, pack, serveRegistry} from '../testing/package-registry.ts';
import {type PluginUser, pluginUser} from '../testing/plugin-user.ts';
import {componentPlugin} from '../testing/published-plugins.ts';
import {makeScratch} from '../testing/scratch.ts';
import {PROGRAM} from '../testing/spawn-built-cli.ts';
import type {Ended} from '../testing/spawn-cli.ts';

vi.setConfig({testTimeout: 120_000});

const VAULT = '@acme/plugin-vault';
const QUESTION = 'Install it? [y/N]';
const privileged = {packages: 'it is made of them'};
const vault = componentPlugin(VAULT, 'vault', '1.0.0', {
  maintainers: [{name: 'road-runner', email: 'rr@acme.example'}],
  devstack: {api: 1, entry: './index.js', provides: {component: {vault: {summary: 's', privileged}}}},
});
let registry: PackageRegistry;

beforeAll(async () => {
  registry = await serveRegistry([vault]);
});
afterAll(() => registry.close());

/** Installs it on a terminal, where somebody types an answer. */
async function answer(typed: string): Promise<Ended & {user: PluginUser; listed: string}> {
  registry.fetched.length = 0;
  const user = pluginUser(registry.url);
  const variables = {HOME: user.home, DEVSTACK_NPM_REGISTRY: registry.url};
  const ended = await onTerminal([PROGRAM, 'plugins', 'install', VAULT], {variables, typed: [QUESTION, typed]});
  return {...ended, user, listed: (await user.run(['plugins'])).stdout};
}

describe('on a terminal', () => {
  test('everything there is to know is shown before the question, and yes installs it', async () => {
    const {stdout, code, listed} = await answer('y\r');
    const shown = stdout.slice(0, stdout.indexOf(QUESTION));
    for (const fact of [
      `${VAULT} 1.0.0 is not one of the plugins of devstack`,
      'publisher  road-runner',
      'integrity  sha512-',
      'provides   component vault',
      'as root    component vault: packages, because it is made of them',
    ]) {
      expect(shown).toContain(fact);
    }
    expect(code, stdout).toBe(0);
    expect(listed).toBe(`${VAULT} 1.0.0  component vault\n`);
  });

  test.each([
    ['no', 'n\r', 2],
    ['nothing', '\r', 2],
    ['the end of what is typed', '\u0004', 2],
    ['Ctrl-C', '\u0003', 130],
  ])('%s is no yes, and nothing was fetched', async (_, typed, status) => {
    const {stdout, code, user, listed} = await answer(typed);
    expect(code, stdout).toBe(status);
    expect(stdout).toContain(`cannot install ${VAULT}@1.0.0: it was not agreed to`);
    expect(listed).toBe('no plugins are installed\n');
    expect(registry.fetched).toEqual([]);
    expect(existsSync(path.join(user.data, 'node_modules'))).toBe(false);
  });
});

describe('from where nobody publishes', () => {
  test('an archive at an address is looked at, agreed to, and recorded with its address', async () => {
    const archive = pack(vault);
    const server = createServer((_, response) => response.end(archive));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/vault-1.0.0.tgz`;
    await installAndUse(address, address);
    server.closeAllConnections();
    server.close();
  });

  test('a git repository too, of which no script is run', async () => {
    const repository = makeScratch();
    const git = (...argv: string[]) => execFileSync('git', ['-C', repository, ...argv], {stdio: 'pipe'});
    const {content, maintainers: _, ...manifest} = vault;
    const scripts = {prepare: 'touch "$HOME/prepare-ran"', install: 'touch "$HOME/install-ran"'};
    for (const [name, text] of Object.entries({...content, 'package.json': JSON.stringify({...manifest, scripts})})) {
      mkdirSync(path.dirname(path.join(repository, name)), {recursive: true});
      writeFileSync(path.join(repository, name), text);
    }
    git('init', '--quiet');
    git('add', '--all');
    git('-c', 'user.name=x', '-c', 'user.email=x@localhost', 'commit', '--quiet', '--message', 'x');
    const {home} = await installAndUse(`git+file://${repository}`, `git+file://${repository}`);
    for (const name of ['prepare-ran', 'install-ran']) expect(existsSync(path.join(home, name))).toBe(false);
  });
});

async function installAndUse(address: string, recorded: string): Promise<PluginUser> {
  const user = pluginUser('http://127.0.0.1:9/');
  const unasked = await user.run(['plugins', 'install', address]);
  expect(unasked.stderr).toContain('nobody can be asked here');
  expect(unasked.code).toBe(2);
  const installed = await user.run(['plugins', 'install', address, '--yes']);
  expect(installed.code, installed.stderr).toBe(0);
  expect(installed.stderr).toContain('publisher  nobody is named');
  const {plugins} = JSON.parse(readFileSync(path.join(user.data, 'devstack.lock'), 'utf8'));
  expect(plugins[VAULT]).toMatchObject({resolved: recorded, integrity: expect.stringMatching(/^sha512-/)});
  const loaded = path.join(user.home, 'loaded');
  await user.run(['plan', 'install', 'vault'], {LOADED: loaded});
  expect(existsSync(loaded)).toBe(true);
  return user;
}
