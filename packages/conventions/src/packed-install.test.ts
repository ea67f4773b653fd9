import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {REPOSITORY} from './repository.ts';
import {type PackageManifest, published} from './workspace.ts';

const directory = mkdtempSync(path.join(os.tmpdir(), 'devstack-installed-'));
const modules = path.join(directory, 'node_modules');
const isThirdParty = (name: string): boolean => !name.startsWith('.') && name !== '@devstack';

/** All tarballs unpacked beside each other, with what others make taken from the repository: what npm would install. */
beforeAll(() => {
  const names = published.flatMap(({manifest}) => ['--workspace', manifest.name]);
  const argv = ['pack', '--silent', '--ignore-scripts', '--offline', '--pack-destination', directory, ...names];
  execFileSync('npm', argv, {cwd: REPOSITORY, stdio: 'pipe'});
  for (const {manifest} of published) {
    const target = path.join(modules, manifest.name);
    const tarball = `${manifest.name.slice(1).replace('/', '-')}-${manifest.version}.tgz`;
    mkdirSync(target, {recursive: true});
    execFileSync('tar', ['-xzf', path.join(directory, tarball), '-C', target, '--strip-components=1']);
    // Only the condition of this repository leads there.
    rmSync(path.join(target, 'src'), {recursive: true, force: true});
  }
  const others = path.join(REPOSITORY, 'node_modules');
  for (const name of readdirSync(others).filter(isThirdParty)) {
    symlinkSync(path.join(others, name), path.join(modules, name));
  }
}, 120_000);

afterAll(() => rmSync(directory, {recursive: true}));

describe.each(published)('$folder, as it is published', ({manifest: {name}}) => {
  const read = (): PackageManifest => JSON.parse(readFileSync(path.join(modules, name, 'package.json'), 'utf8'));

  test('needs versions that a registry has', () => {
    const {dependencies, peerDependencies} = read();
    const ranges = Object.values({...dependencies, ...peerDependencies});
    expect(ranges.filter((range) => !/^[\^~]?\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  });

  test('says what it is and under which licence', () => {
    expect(read()).toMatchObject({license: 'Apache-2.0', description: expect.any(String)});
    expect(readFileSync(path.join(modules, name, 'README.md'), 'utf8').length).toBeGreaterThan(100);
  });

  test('is found by its name as compiled code, with its types and its programs', () => {
    const {exports = {}, bin = {}} = read();
    const entries = Object.entries(exports).filter(([, entry]) => typeof entry === 'object') as [
      string,
      {types: string},
    ][];
    for (const [entry, {types}] of entries) {
      const found = resolveAsUser(path.posix.join(name, entry));
      expect(found).toMatch(new RegExp(`/node_modules/${name}/dist/.*\\.js$`));
      expect(existsSync(path.join(modules, name, types))).toBe(true);
    }
    for (const program of Object.values(bin)) {
      expect(readFileSync(path.join(modules, name, program), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });
});

/** Imports it in a Node of its own, which knows no condition of the repository. Returns where it was found. */
function resolveAsUser(specifier: string): string {
  const code = `await import(${JSON.stringify(specifier)}); process.stdout.write(import.meta.resolve(${JSON.stringify(specifier)}))`;
  const env = {PATH: process.env.PATH, HOME: directory};
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], {cwd: directory, env, encoding: 'utf8'});
}
