import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {publint} from 'publint';
import {formatMessage} from 'publint/utils';
import {expect, test} from 'vitest';
import {REPOSITORY, readBytes} from './repository.ts';
import {published, type Role, type WorkspacePackage} from './workspace.ts';

interface Packed {
  readonly name: string;
  readonly files: readonly {readonly path: string; readonly mode: number}[];
}

/** What `npm publish` would send, for all packages at once. Needs no network and writes nothing. */
function listPackedFiles(): ReadonlyMap<string, Packed> {
  const argv = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline', '--workspaces'];
  const output = execFileSync('npm', argv, {cwd: REPOSITORY, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
  const list: Packed[] = Object.values(JSON.parse(output));
  return new Map(list.map((packed) => [packed.name, packed]));
}

const packed = listPackedFiles();

function pathsOf({manifest}: WorkspacePackage): string[] {
  return packed.get(manifest.name)!.files.map(({path: file}) => file);
}

/** The sdk's contract suites, and the tests that new plugins begin with. */
const FOR_AUTHORS: Partial<Record<Role, RegExp>> = {
  sdk: /^dist\/testing\/(?!.*\.test\.)/,
  creator: /^templates\//,
};

test.each(published)('what is published of $folder holds no tests and nothing of the build', (one) => {
  const stray = /\.test\.|\.tsbuildinfo$|(^|\/)(fixtures|testing|scripts|node_modules)\/|(^|\/)test-|(^|\/)tsconfig/;
  const found = pathsOf(one).filter((file) => stray.test(file));
  expect(found.filter((file) => !FOR_AUTHORS[one.role]?.test(file))).toEqual([]);
});

test.each(published)('what is published of $folder has the code once: as it runs', (one) => {
  const sources = pathsOf(one).filter((file) => /(?<!\.d)\.ts$/.test(file));
  expect(sources.filter((file) => !FOR_AUTHORS[one.role]?.test(file))).toEqual([]);
});

test.each(published)('what is published of $folder has been built', (one) => {
  const built = one.role === 'cli' ? 'bundle/index.js' : 'dist/index.js';
  expect(pathsOf(one)).toContain(built);
});

test.each(published)('publint finds nothing to say about $folder', async ({directory, manifest}) => {
  const files = packed.get(manifest.name)!.files.map((file) => ({
    name: path.join(directory, file.path),
    data: readBytes(path.join(directory, file.path)),
  }));
  const {messages, pkg} = await publint({pkgDir: directory, pack: {files}, strict: true});
  expect(messages.map((message) => formatMessage(message, pkg, {color: false}))).toEqual([]);
});
