import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseClauses, parsePackages} from './package-query.ts';
import {matchesVersion, unfulfilled} from './package-requests.ts';

const packages = parsePackages(readFileSync(join(import.meta.dirname, 'fixtures/dpkg-query.txt'), 'utf8'), 'amd64');
const find = (name: string) => packages.find((known) => known.name === name);

test('a package of a foreign architecture has the architecture in its name', () => {
  expect(find('libc6')?.version).toBe('2.36-9+deb12u14');
  expect(find('libc6:i386')?.version).toBe('2.36-9');
});

test('a package is installed only when it is configured', () => {
  expect(find('adduser')).toMatchObject({installed: true, residual: false});
  expect(find('half-thing')).toMatchObject({installed: false, residual: false});
  expect(find('old-thing')).toMatchObject({installed: false, residual: true});
  expect(find('torn-thing')).toMatchObject({installed: false, torn: true});
  expect(find('reinstall-thing')).toMatchObject({installed: false, torn: true});
  expect(find('gone-thing')).toBeUndefined();
});

test('what a package needs and provides are names without versions', () => {
  expect(find('apt')?.depends).toContainEqual(['gpgv', 'gpgv2', 'gpgv1']);
  expect(find('mawk')?.provides).toEqual(['mawk', 'awk']);
  expect(parseClauses('python3:any (>= 3.9~), a [amd64] | b')).toEqual([['python3'], ['a', 'b']]);
  expect(parseClauses('')).toEqual([]);
});

test('a virtual package is there when something provides it, but has no version', () => {
  expect(unfulfilled([{name: 'awk'}, {name: 'half-thing'}, {name: 'nothing'}], packages)).toEqual([
    {name: 'half-thing'},
    {name: 'nothing'},
  ]);
  expect(unfulfilled([{name: 'awk', version: '*'}], packages)).toHaveLength(1);
});

test('a star in a version stands for anything, a dot for a dot', () => {
  expect(matchesVersion('2:22.0.2-0+deb12u6', '2:22.0.*')).toBe(true);
  expect(matchesVersion('2:22.10.2', '2:22.0.*')).toBe(false);
  expect(matchesVersion('2:2210.2', '2:22.0.*')).toBe(false);
  expect(matchesVersion('1.0', '1.0')).toBe(true);
});
