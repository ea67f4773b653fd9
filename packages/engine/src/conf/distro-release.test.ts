import {mkdir, mkdtemp, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {DevstackError, type PluginManifest, type Provided} from '@devstack/sdk';
import {beforeEach, describe, expect, test} from 'vitest';
import {Registry} from '../registry/registry.ts';
import type {PluginPackage} from '../settings.ts';
import type {ConfSources} from './conf-sources.ts';
import {readDistro} from './distro.ts';
import {readRelease} from './release.ts';

const swift: Provided = {
  summary: 'Object storage',
  origins: ['pypi', 'git', 'distro'],
};
const debian = {ID: 'debian', VERSION_ID: '12', PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)'};

let base: string;
let sources: ConfSources;
let registry: Registry;

beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'devstack-conf-'));
  const plugins = ['swift', 'cache'].map((name) => ({
    plugin: `@devstack/plugin-${name}`,
    directory: `${base}/${name}`,
  }));
  sources = {host: path.join(base, 'host'), plugins, user: path.join(base, 'user')};
  registry = new Registry(
    [plugin('swift', swift), plugin('cache', {summary: 'a cache'}, {tmux: {summary: 'panes'}})],
    '0.1.0',
  );
  await write('host/distros/debian-12.yaml', [
    'id: debian-12',
    'match: {ID: debian, VERSION_ID: "12"}',
    'packager: apt',
    'python: /usr/bin/python3',
    'release: {distro: zed, pypi: 2026.2}',
  ]);
  await write('host/distros/fedora-40.yaml', [
    'match: {ID: fedora, VERSION_ID: "40"}',
    'packager: dnf',
    'python: /usr/bin/python3',
  ]);
  await write('host/releases/2026.2.yaml', ['series: 2026.2', 'summary: OpenStack 2026.2']);
  await write('swift/distros/debian-12.yaml', [
    'swift:',
    '  packages:',
    '    pypi: [python3, {name: liberasurecode1, version: "1.6*", removable: false}]',
    '    distro: [swift-proxy]',
    '  xattr: true',
    '  paths: {run: /run/swift, lib: /var/lib/swift}',
  ]);
});

function plugin(name: string, provided: Provided, runner: Record<string, Provided> = {}): PluginPackage {
  const manifest: PluginManifest = {api: 1, entry: './index.js', provides: {component: {[name]: provided}, runner}};
  return {name: `@devstack/plugin-${name}`, version: '1.0.0', directory: `${base}/${name}`, linked: false, manifest};
}

async function write(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(path.dirname(path.join(base, file)), {recursive: true});
  await writeFile(path.join(base, file), lines.map((line) => `${line}\n`).join(''));
}

/** The lines of the error that a function ends with, without the directory of the test. */
async function faultOf(run: () => unknown): Promise<{readonly code: string; readonly lines: readonly string[]}> {
  try {
    await run();
  } catch (error) {
    if (!DevstackError.is(error)) throw error;
    return {code: error.code, lines: error.message.replaceAll(`${base}/`, '').split('\n')};
  }
  return {code: 'none', lines: []};
}

describe('distro files', () => {
  test('are found by os-release, and hold the parts of all plugins', async () => {
    const distro = await readDistro(sources, registry, debian);
    expect(distro).toMatchObject({id: 'debian-12', name: 'debian-12', packager: 'apt', python: '/usr/bin/python3'});
    expect([distro.series('pypi'), distro.series('git'), distro.series('distro')]).toEqual([
      '2026.2',
      undefined,
      'zed',
    ]);
    expect(distro.part('swift', 'pypi')).toEqual({
      id: 'debian-12',
      packages: [{name: 'python3'}, {name: 'liberasurecode1', version: '1.6*', removable: false}],
      settings: {xattr: true, paths: {run: '/run/swift', lib: '/var/lib/swift'}},
    });
    expect(distro.part('cache', 'distro')).toEqual({id: 'debian-12', packages: [], settings: {}});
  });

  test('of the user change single values and add distros', async () => {
    await write('user/distros/debian-12.yaml', [
      'packager: mine',
      'swift: {packages: {distro: [a]}, paths: {run: /tmp}}',
    ]);
    await write('user/distros/odd.yaml', ['match: {ID: odd}', 'packager: p', 'python: /bin/python']);
    const distro = await readDistro(sources, registry, debian);
    expect(distro.packager).toBe('mine');
    expect(distro.part('swift', 'distro')).toMatchObject({
      packages: [{name: 'a'}],
      settings: {xattr: true, paths: {run: '/tmp', lib: '/var/lib/swift'}},
    });
    expect((await readDistro(sources, registry, {ID: 'odd'})).id).toBe('odd');
  });

  test('say what a runner needs on the machine', async () => {
    await write('cache/distros/debian-12.yaml', [
      'tmux:',
      '  packages: [tmux, {name: ncurses-term, removable: false}]',
    ]);
    const distro = await readDistro(sources, registry, debian);
    expect(distro.runnerPackages('tmux')).toEqual([{name: 'tmux'}, {name: 'ncurses-term', removable: false}]);
    expect(distro.runnerPackages('another')).toEqual([]);
    await write('cache/distros/debian-12.yaml', ['tmux: {pakages: [tmux]}']);
    const wrong = await readDistro(sources, registry, debian);
    expect(() => wrong.runnerPackages('tmux')).toThrow(/tmux.*pakages/);
  });

  test('an unknown machine is told what is known and how to override', async () => {
    const alpine = {ID: 'alpine', PRETTY_NAME: 'Alpine Linux v3.20'};
    expect(await faultOf(() => readDistro(sources, registry, alpine))).toEqual({
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      lines: [
        'cannot use this machine: Alpine Linux v3.20 is none of the distros that devstack knows: debian-12, fedora-40',
      ],
    });
    expect((await readDistro(sources, registry, alpine, 'debian-12')).id).toBe('debian-12');
    expect(await faultOf(() => readDistro(sources, registry, alpine, 'debain-12'))).toEqual({
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      lines: ["cannot use distro 'debain-12': nothing is known about it; did you mean 'debian-12'?"],
    });
  });

  test('an origin for which a component lists no packages is not supported', async () => {
    const distro = await readDistro(sources, registry, debian);
    expect(await faultOf(() => distro.part('swift', 'git'))).toEqual({
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      lines: [
        'cannot install swift from git on debian-12: swift/distros/debian-12.yaml lists packages only for pypi, distro',
      ],
    });
  });

  test('a component that a distro refuses is refused with the place and what to do, unless another file takes that back', async () => {
    await write('swift/distros/fedora-40.yaml', [
      'swift:',
      '  refused:',
      '    why: its Python is too old',
      '    instead: --set keystone.x=y',
    ]);
    const fedora = {ID: 'fedora', VERSION_ID: '40'};
    const distro = await readDistro(sources, registry, fedora);
    expect(await faultOf(() => distro.part('swift', 'pypi'))).toEqual({
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      lines: ['cannot install swift on fedora-40: its Python is too old; swift/distros/fedora-40.yaml:2 says so'],
    });
    const instead = {suggestions: ['--set keystone.x=y']};
    expect(() => distro.part('swift', 'pypi')).toThrow(expect.objectContaining(instead));
    expect(distro.part('cache', 'distro').packages).toEqual([]);
    await write('user/distros/fedora-40.yaml', ['swift: {refused: false, packages: {pypi: [a]}}']);
    const mine = await readDistro(sources, registry, fedora);
    expect(mine.part('swift', 'pypi')).toEqual({id: 'fedora-40', packages: [{name: 'a'}], settings: {}});
  });

  test.each([
    ['python: [1]', ['cannot read user/distros/debian-12.yaml:1: python: expected text, found a list']],
    ['packagr: x', ["cannot read user/distros/debian-12.yaml:1: there is no key 'packagr'; did you mean 'packager'?"]],
    [
      'id: other',
      ["cannot read user/distros/debian-12.yaml:1: id: expected 'debian-12', as the file is called, found 'other'"],
    ],
    [
      'release: {pip: x}',
      ["cannot read user/distros/debian-12.yaml:1: there is no key 'release.pip'; known are pypi, git, distro"],
    ],
    ['- a', ['cannot read user/distros/debian-12.yaml:1: the file: expected a map, found a list']],
    ['a: 1\na: 2', ['cannot read user/distros/debian-12.yaml:2: map keys must be unique']],
  ])('%j is refused with its place', async (content, lines) => {
    await write('user/distros/debian-12.yaml', content.split('\n'));
    expect((await faultOf(() => readDistro(sources, registry, debian))).lines).toEqual(lines);
  });

  test.each([
    ['swift: 3', ["swift: expected a map, found '3'"]],
    ['swift: {packages: [a]}', ['swift.packages: expected a map, found a list']],
    ['swift: {refused: too old}', ["swift.refused: expected a map, found 'too old'"]],
    ['swift: {refused: {instead: x}}', ['swift.refused: expected a map with why, found a map']],
    ['swift: {packages: {distro: a}}', ["swift.packages.distro: expected a list of packages, found 'a'"]],
    [
      'swift: {packages: {distro: [{nam: a}]}}',
      [
        "there is no key 'swift.packages.distro[0].nam'; did you mean 'name'?",
        'swift.packages.distro[0]: expected a package with a name, found a map',
      ],
    ],
    [
      'swift: {packages: {distro: [{name: a, removable: no}]}}',
      ["swift.packages.distro[0].removable: expected true or false, found 'no'"],
    ],
    [
      'swift: {packages: {distro: [~, [b]]}}',
      [
        'swift.packages.distro[0]: expected a package, found nothing',
        'swift.packages.distro[1]: expected a package, found a list',
      ],
    ],
  ])('the part %j of a plugin is refused only when it is used', async (content, reasons) => {
    await write('swift/distros/debian-12.yaml', [content]);
    const distro = await readDistro(sources, registry, debian);
    expect(distro.part('cache', 'distro').packages).toEqual([]);
    expect((await faultOf(() => distro.part('swift', 'distro'))).lines).toEqual(
      reasons.map((reason) => `cannot read swift/distros/debian-12.yaml:1: ${reason}`),
    );
  });

  test('a file of a plugin that is no YAML stops only this plugin', async () => {
    await write('swift/distros/debian-12.yaml', ['swift: {packages: [']);
    const distro = await readDistro(sources, registry, debian);
    expect(distro.part('cache', 'distro').packages).toEqual([]);
    expect((await faultOf(() => distro.part('swift', 'distro'))).code).toBe('DEVSTACK_ERR_CONFIG_SYNTAX');
  });
});

describe('release files', () => {
  beforeEach(async () => {
    await write('swift/releases/2026.2.yaml', [
      'swift:',
      '  pypi: {requirements: [swift==2.38.2], optional: [xattr], lock: 2026.2.lock}',
      '  git:',
      '    repository: git+https://example.org/swift',
      '    ref: stable/2026.2',
      '    settings: {editable: true}',
      '  settings: {wsgi: {module: swift.wsgi}, editable: false}',
    ]);
    await write('swift/releases/2026.2.lock', ['swift==2.38.2 --hash=sha256:00']);
  });

  test('say what a component is made of, for each origin', async () => {
    const release = await readRelease(sources, registry, '2026.2');
    expect([release.series, release.summary]).toEqual(['2026.2', 'OpenStack 2026.2']);
    expect(release.part('swift', 'pypi')).toEqual({
      series: '2026.2',
      requirements: ['swift==2.38.2'],
      lock: {name: expect.stringMatching(/\/2026\.2\.lock$/), text: 'swift==2.38.2 --hash=sha256:00\n'},
      settings: {wsgi: {module: 'swift.wsgi'}, editable: false},
    });
    expect(release.part('swift', 'git')).toEqual({
      series: '2026.2',
      requirements: [],
      repository: 'git+https://example.org/swift',
      ref: 'stable/2026.2',
      settings: {wsgi: {module: 'swift.wsgi'}, editable: true},
    });
  });

  test('a component of the distribution alone needs no release', async () => {
    const release = await readRelease(sources, registry, '2026.2');
    expect(release.part('cache', 'distro')).toEqual({series: '2026.2', requirements: [], settings: {}});
  });

  test('what a release does not have is not supported', async () => {
    expect((await faultOf(() => readRelease(sources, registry, '2026.1'))).lines).toEqual([
      "cannot use release '2026.1': nothing is known about it; did you mean '2026.2'?",
    ]);
    const release = await readRelease(sources, registry, '2026.2');
    expect((await faultOf(() => release.part('swift', 'distro'))).lines).toEqual([
      'cannot install swift of release 2026.2 from distro: swift/releases/2026.2.yaml has it only for pypi, git',
    ]);
    await write('host/releases/zed.yaml', ['series: zed']);
    const zed = await readRelease(sources, registry, 'zed');
    expect((await faultOf(() => zed.part('swift', 'pypi'))).lines).toEqual([
      'cannot install swift of release zed: its plugin knows no such release',
    ]);
  });

  test.each([
    ['swift: {pypi: {requirement: [a]}}', "there is no key 'swift.pypi.requirement'; did you mean 'requirements'?"],
    ['swift: {pypi: {requirements: a}}', "swift.pypi.requirements: expected a list of requirements, found 'a'"],
    ['swift: {pypi: {optional: a}}', "swift.pypi.optional: expected a list of requirements, found 'a'"],
    ['swift: {pypi: {lock: gone.lock}}', 'swift.pypi.lock: expected a file that can be read (ENOENT'],
    ['swift: {pip: {}}', "there is no key 'swift.pip'; known are pypi, git, distro, settings"],
  ])('%j is refused with its place', async (content, reason) => {
    await write('swift/releases/2026.2.yaml', [content]);
    const release = await readRelease(sources, registry, '2026.2');
    const {lines} = await faultOf(() => release.part('swift', 'pypi'));
    expect(lines[0]).toContain(`cannot read swift/releases/2026.2.yaml:1: ${reason}`);
  });
});
