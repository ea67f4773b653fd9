import {describe, expect, test} from 'vitest';
import {findLines, withoutComments} from './code-text.ts';
import {readImports} from './module-imports.ts';
import {nameOf, readText} from './repository.ts';
import {libraries, providers, published, shippedFiles, type WorkspacePackage, workspace} from './workspace.ts';

const engine = workspace.find(({role}) => role === 'engine')!;
const cli = workspace.find(({role}) => role === 'cli')!;

function findInCode(packages: readonly WorkspacePackage[], pattern: RegExp): string[] {
  return packages
    .flatMap(shippedFiles)
    .flatMap((file) => findLines(nameOf(file), withoutComments(readText(file)), pattern));
}

function findImports(packages: readonly WorkspacePackage[], modules: readonly string[]): string[] {
  return packages
    .flatMap(shippedFiles)
    .flatMap((file) =>
      readImports(readText(file)).some(({from, what}) => modules.includes(from) && !what.includes('import type'))
        ? [nameOf(file)]
        : [],
    )
    .sort();
}

/** Everything that users run but programs of their own: the command line, and what begins a plugin. */
const silent = published.filter(({role}) => role !== 'cli' && role !== 'creator');

describe('only the command line', () => {
  test('prints', () => {
    expect(
      findInCode(
        silent,
        /(?<![\w.-])(console\.(debug|dir|error|info|log|table|trace|warn)\b|process\.(stdout|stderr|stdin)\b)/,
      ),
    ).toEqual([]);
  });

  test('ends the process', () => {
    expect(findInCode(silent, /(?<!\w)process\.(exit|exitCode|abort)\b/)).toEqual([]);
  });

  test('reads the environment and the working directory of the process', () => {
    expect(findInCode(silent, /(?<!\w)process\.(env|cwd|argv)\b/)).toEqual([]);
  });

  test('knows oclif', () => {
    expect(findInCode(silent, /@oclif\//)).toEqual([]);
  });
});

describe('a value that reaches a program is one of its arguments', () => {
  test('no shell reads it', () => {
    expect(findInCode(workspace, /\bshell:\s*(true|'|"|`)/)).toEqual([]);
    expect(findInCode(workspace, /\bexeca(Command|CommandSync)\b|(^|[\s=(])\$`/)).toEqual([]);
  });

  test('exec and execSync, which are a shell, are imported nowhere', () => {
    const found = workspace.flatMap(shippedFiles).flatMap((file) => {
      const named = readImports(readText(file)).filter(({from}) => from === 'node:child_process');
      return named.filter(({what}) => /\b(exec|execSync)\b|\*/.test(what)).map(() => nameOf(file));
    });
    expect(found).toEqual([]);
  });
});

test('programs are started by the host, and past it only where that is argued', () => {
  expect(findImports(published, ['node:child_process', 'execa'])).toEqual([
    'packages/cli/src/plugins/npm.ts',
    'packages/engine/src/execute/lock.ts',
    'packages/engine/src/host/accounts.ts',
    'packages/engine/src/host/local-facts.ts',
    'packages/engine/src/host/local-run.ts',
    // A program that is spoken with, where the host runs them to their end.
    'packages/engine/src/isolation/loopback-connection.ts',
    // A stream of gigabytes, where the host hands over output as text.
    'packages/uploader-glance/src/decompress.ts',
  ]);
});

/** Archives, downloads and images flow in pieces, where the host reads and writes whole files; a script lies beside the code. */
const PAST_THE_HOST = /^packages\/(downloader-http|uploader-glance)\/|^packages\/service-shim\/src\/shim\.ts$/;

test('the files of a machine are reached through the host, and past it only where that is argued', () => {
  const found = findImports([...libraries, ...providers], ['node:fs', 'node:fs/promises']);
  expect(found.filter((file) => !PAST_THE_HOST.test(file))).toEqual([]);
});

/** `isIP` of node:net only looks at a text. */
const ONLY_LOOKS = ['packages/plugin-neutron/src/network-settings.ts'];

test('providers use the http service, so that proxies and certificates of the user count', () => {
  const found = findImports(
    [...libraries, ...providers],
    ['node:http', 'node:https', 'node:net', 'node:tls', 'undici'],
  );
  expect(found).toEqual(ONLY_LOOKS);
});

describe('the engine and the command line know no part by name:', () => {
  const provided = providers.flatMap(({manifest}) =>
    (['component', 'runner', 'packager'] as const).flatMap((kind) =>
      Object.keys(manifest.devstack?.provides[kind] ?? {}),
    ),
  );
  const later = [
    'nova',
    'glance',
    'neutron',
    'cinder',
    'placement',
    'swift',
    'horizon',
    'rabbitmq',
    'mariadb',
    'sqlite',
  ];
  const others = ['screen', 'upstart', 'systemd', 'dnf', 'uv', 'uwsgi'];
  const names = [...new Set([...provided, ...later, ...others])].filter((name) => name !== 'database');
  // `--no-fork` is an option of flock.
  const pattern = new RegExp(`(?<![\\w@-])(${names.join('|')})(?![\\w-])`, 'i');

  test('no component, runner or packager is in the engine', () => {
    expect(findInCode([engine], pattern)).toEqual([]);
  });

  test('none is in the command line but in what it tells a person: examples and advice', () => {
    const found = findInCode([cli], pattern).filter((line) => !/ examples = |\/error-guide\.ts:/.test(line));
    expect(found).toEqual([]);
  });
});

test('a default export is there only where a tool looks for it', () => {
  const files = workspace.flatMap(shippedFiles).filter((file) => /^export default/m.test(readText(file)));
  const expected =
    /^packages\/(cli\/src\/(commands|hooks)\/|(plugin|runner|packager|image|downloader|uploader)-[\w-]+\/src\/index\.ts$)/;
  expect(files.map(nameOf).filter((name) => !expected.test(name))).toEqual([
    'packages/conventions/src/closing-line-reporter.ts',
    'packages/e2e/src/base-root.ts',
  ]);
});
