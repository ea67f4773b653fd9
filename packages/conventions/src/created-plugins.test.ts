import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {serveTarballs, type TarballRegistry} from '@devstack/e2e';
import {tryComponent} from '@devstack/sdk/testing';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {PluginWorkshop} from './plugin-workshop.ts';
import {REPOSITORY} from './repository.ts';

const LONG = 300_000;
const NAMES = {
  component: 'block-store',
  runner: 'tmux',
  packager: 'zypper',
  downloader: 'ftp',
  uploader: 'shelf',
} as const;
const kinds = Object.entries(NAMES).map(([kind, name]) => ({kind, name}));

const workshop = new PluginWorkshop();
const directories = new Map<string, string>();
const tarballs = new Map<string, string>();
let registry: TarballRegistry;

beforeAll(async () => {
  for (const {kind, name} of kinds) {
    const directory = await workshop.create(name, kind);
    directories.set(name, directory);
    tarballs.set(name, await workshop.pack(directory));
  }
  const shim = await workshop.pack(path.join(REPOSITORY, 'packages/service-shim'));
  registry = await serveTarballs([...tarballs.values(), shim]);
}, LONG);

afterAll(async () => {
  await registry.close();
  workshop.close();
});

describe.concurrent.each(kinds)('a new $kind', ({kind, name}) => {
  test('is built, and packed without its tests', async () => {
    expect(existsSync(path.join(directories.get(name)!, 'dist/index.js'))).toBe(true);
    const listed = await workshop.run(workshop.directory, 'tar', '-tzf', tarballs.get(name)!);
    const files = listed
      .trim()
      .split('\n')
      .map((file) => file.replace('package/', ''));
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts']));
    expect(files.filter((file) => /\.test\.|^src|tsconfig/.test(file))).toEqual([]);
  });

  test('keeps the contract of its kind', {timeout: LONG}, async () => {
    const output = await workshop.run(directories.get(name)!, 'npm', 'test');
    expect(output).toMatch(/^ℹ fail 0$/m);
    expect(Number(/^ℹ pass (\d+)$/m.exec(output)?.[1])).toBeGreaterThan(5);
  });

  test('has nothing of the template’s name left', async () => {
    const files = await workshop
      .run(directories.get(name)!, 'git', 'grep', '--no-index', '-il', 'example', '--', '.')
      .catch(() => '');
    expect(files).toBe('');
    const manifest = JSON.parse(readFileSync(path.join(directories.get(name)!, 'package.json'), 'utf8'));
    expect(Object.keys(manifest.devstack.provides[kind])).toEqual([name]);
  });
});

test('all are installed from a registry, and devstack knows what they provide', {timeout: LONG}, async () => {
  const variables = {DEVSTACK_NPM_REGISTRY: registry.url, npm_config_registry: registry.url};
  for (const {name} of kinds) await workshop.devstack(variables, 'plugins', 'install', '--yes', `devstack-${name}`);
  const installed = JSON.parse(await workshop.devstack({}, 'plugins', '--json')) as {name: string}[];
  expect(installed.map(({name}) => name)).toEqual(expect.arrayContaining(kinds.map(({name}) => `devstack-${name}`)));
  const schema = await workshop.devstack({}, 'config', 'schema');
  for (const section of ['block-store', 'zypper', 'shelf']) expect(schema).toContain(section);
});

test('a new component lives and goes, and leaves nothing', {timeout: LONG}, async () => {
  const devstack = [process.execPath, path.join(REPOSITORY, 'packages/cli/bin/run.js')] as const;
  const directory = directories.get('block-store')!;
  const {phases, left} = await tryComponent({directory, component: 'block-store', devstack});
  expect(phases.filter(({succeeded}) => !succeeded)).toEqual([]);
  expect(phases.map(({name}) => name)).toEqual(['link', 'plan', 'install', 'start', 'status', 'stop', 'uninstall']);
  expect(phases[3]!.files).toContain('log/block-store/voice.log');
  expect(left).toEqual({files: [], processes: []});
});
