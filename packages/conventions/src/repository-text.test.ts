import {expect, test} from 'vitest';
import {findLines} from './code-text.ts';
import {filesBelow, nameOf, REPOSITORY, readText} from './repository.ts';

const texts = filesBelow(REPOSITORY)
  .map((file) => ({name: nameOf(file), text: readText(file)}))
  .filter(({text}) => !text.includes('\0'));

/**
 * Names that stand for a server (RFC 2606, RFC 5737, RFC 1918), for this machine, for a cloud in namespaces of its own (default.isolation_network),
 * or for what tells a guest about itself.
 */
const RESERVED =
  /^(localhost|169\.254\.169\.254|127\.[\d.]+|0\.0\.0\.0|192\.0\.2\.\d+|10\.0\.0\.\d+|10\.231\.\d+\.\d+|[\w-]+|([\w-]+\.)*example|([\w-]+\.)*example\.(com|net|org))$/;

/** Servers that everybody can reach under this name. */
const PUBLIC = new Set([
  'docs.astral.sh',
  'docs.openstack.org',
  'docs.npmjs.com',
  'github.com',
  'json-schema.org',
  'opendev.org',
  'pypi.org',
  'unpkg.com',
  'www.apache.org',
  'www.npmjs.com',
]);

test('every server that is named is public, or a name that stands for one', () => {
  const hosts = texts
    .filter(({name}) => name !== 'package-lock.json')
    .flatMap(({name, text}) =>
      [...text.matchAll(/\b[a-z+]+:\/\/(?:[\w.%-]*(?::[^@/\s'"`]*)?@)?([A-Za-z0-9][A-Za-z0-9._-]*)/g)].map(
        ([, host]) => ({
          name,
          host: host!.replace(/\.+$/, ''),
        }),
      ),
    );
  expect(hosts.length).toBeGreaterThan(10);
  expect(hosts.filter(({host}) => !RESERVED.test(host) && !PUBLIC.has(host))).toEqual([]);
});

test('no file knows where somebody keeps the repository', () => {
  const places = new RegExp(`/(${['work', 'workspace', 'Users'].join('|')})/`);
  expect(texts.flatMap(({name, text}) => findLines(name, text, places))).toEqual([]);
  expect(texts.filter(({text}) => text.includes(`${REPOSITORY}/`)).map(({name}) => name)).toEqual([]);
});

test('the lock of npm packages names no server: each machine asks its own registry', () => {
  const lock = readText('package-lock.json');
  expect(findLines('package-lock.json', lock, /"resolved": "(?!packages\/)/)).toEqual([]);
  expect(lock).toMatch(/"integrity": "sha512-/);
});

test('every package of the lock has a checksum', () => {
  const {packages} = JSON.parse(readText('package-lock.json')) as {
    packages: Record<string, {link?: boolean; integrity?: string; inBundle?: boolean}>;
  };
  const bare = Object.entries(packages).filter(
    ([name, {link, integrity, inBundle}]) => name.includes('node_modules/') && !link && !inBundle && !integrity,
  );
  expect(bare.map(([name]) => name)).toEqual([]);
});

test('every Python requirement of a lock has a checksum', () => {
  const locks = texts.filter(({name}) => /\/conf\/releases\/.*\.lock$/.test(name));
  expect(locks).not.toEqual([]);
  for (const {name, text} of locks) {
    const pins = text.split(/\n(?=[A-Za-z0-9])/).filter((block) => !block.startsWith('#'));
    expect(
      pins.filter((pin) => !/^[\w.[\]-]+==\S+/.test(pin) || !pin.includes('--hash=sha256:')),
      name,
    ).toEqual([]);
  }
});
