import {mkdir, mkdtemp, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {Registry} from '../registry/registry.ts';
import {type ConfSources, confSources} from './conf-sources.ts';
import {readDistro} from './distro.ts';

const BASE = ['packager: apt', 'python: /usr/bin/python3'];
const debian = {ID: 'debian', VERSION_ID: '12'};
const manifest = {
  api: 1,
  entry: './index.js',
  provides: {component: {swift: {summary: 'Object storage', origins: ['pypi', 'distro'] as const}}},
} as const;

let base: string;
let sources: ConfSources;
let registry: Registry;

beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'devstack-conf-'));
  const name = '@devstack/plugin-swift';
  sources = {
    host: `${base}/host`,
    plugins: [{plugin: name, directory: `${base}/swift`}],
    user: `${base}/user`,
  };
  registry = new Registry([{name, version: '1.0.0', directory: `${base}/swift`, linked: false, manifest}], '0.1.0');
  await write('host/distros/debian-12.yaml', [
    'match: {ID: debian, VERSION_ID: "12"}',
    'release: {distro: zed}',
    ...BASE,
  ]);
  await write('swift/distros/debian-12.yaml', [
    'swift:',
    '  packages: {pypi: [python3, liberasurecode1], distro: [swift-proxy]}',
    '  xattr: true',
    '  paths: {run: /run/swift, lib: /var/lib/swift}',
  ]);
});

async function write(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(path.dirname(path.join(base, file)), {recursive: true});
  await writeFile(path.join(base, file), lines.map((line) => `${line}\n`).join(''));
}

test('a file of the user is in conf/distros beside the configuration', async () => {
  const found = confSources({conf: `${base}/host`, variables: {}, home: base}, registry);
  await write('.config/devstack/conf/distros/mine.yaml', [
    'like: debian-12',
    'match: {ID: mine}',
    'swift: {xattr: false}',
    ...BASE,
  ]);
  const mine = await readDistro({...sources, user: found.user}, registry, {ID: 'mine'});
  expect(mine.part('swift', 'pypi').settings.xattr).toBe(false);
});

test('distros are found by one of several matches, and by each word of ID_LIKE', async () => {
  await write('user/distros/el-9.yaml', [
    'match: [{ID: rhel, PLATFORM_ID: "platform:el9"}, {ID_LIKE: rhel, PLATFORM_ID: "platform:el9"}]',
    'packager: dnf',
    'python: /usr/bin/python3.12',
  ]);
  const idOf = async (osRelease: Record<string, string>) => (await readDistro(sources, registry, osRelease)).id;
  expect(await idOf({ID: 'rhel', ID_LIKE: 'fedora', PLATFORM_ID: 'platform:el9'})).toBe('el-9');
  expect(await idOf({ID: 'almalinux', ID_LIKE: 'rhel centos fedora', PLATFORM_ID: 'platform:el9'})).toBe('el-9');
  await expect(idOf({ID: 'almalinux', ID_LIKE: 'rhelish', PLATFORM_ID: 'platform:el9'})).rejects.toThrow(/is none of/);
});

test('distros that are like another have its parts where they say nothing themselves', async () => {
  await write('host/distros/debian-13.yaml', ['like: debian-12', 'match: {ID: debian, VERSION_ID: "13"}', ...BASE]);
  await write('user/distros/mine.yaml', ['like: debian-13', 'swift: {paths: {lib: /mine}}', ...BASE]);
  await write('swift/distros/debian-13.yaml', ['swift: {packages: {distro: [swift-api]}}']);
  const debian13 = await readDistro(sources, registry, {ID: 'debian', VERSION_ID: '13'});
  expect([debian13.name, debian13.series('distro')]).toEqual(['debian-13', undefined]);
  expect(debian13.part('swift', 'distro')).toMatchObject({id: 'debian-13', packages: [{name: 'swift-api'}]});
  expect(debian13.part('swift', 'pypi').packages).toHaveLength(2);
  const mine = await readDistro(sources, registry, {}, 'mine');
  expect(mine.part('swift', 'distro')).toEqual({
    id: 'mine',
    packages: [{name: 'swift-api'}],
    settings: {xattr: true, paths: {run: '/run/swift', lib: '/mine'}},
  });
});

test.each([
  ['debian-13', "like: there is no distro 'debian-13'"],
  ['debian-12', 'like: debian-12 -> debian-12 goes round in a circle'],
  ['odd', 'like: debian-12 -> odd -> debian-12 goes round in a circle'],
])('distros that are like %s are refused with the place', async (like, why) => {
  await write('user/distros/odd.yaml', ['like: debian-12', ...BASE]);
  await write('user/distros/debian-12.yaml', ['python: /bin/python', `like: ${like}`]);
  const place = why.includes('-> odd') ? 'user/distros/odd.yaml:1' : 'user/distros/debian-12.yaml:2';
  await expect(readDistro(sources, registry, debian)).rejects.toThrow(`cannot read ${base}/${place}: ${why}`);
});
