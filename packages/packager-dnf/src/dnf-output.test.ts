import {expect, test} from 'vitest';
import {failedScripts, parsePlan, parseStatusLine} from './dnf-output.ts';

const FOURTH = `Dependencies resolved.
================================================================================
 Package           Architecture      Version              Repository       Size
================================================================================
Installing:
 top               noarch            2.1-1                tiny            6.1 k
Upgrading:
 a-package-with-a-name-that-leaves-no-space-for-the-rest
                   x86_64            2:3.0-1              tiny            6.0 k
Installing dependencies:
 leaf              noarch            1.0-1                tiny            6.0 k
Removing dependent packages:
 enemy             noarch            1-1                  @tiny           2

Transaction Summary
================================================================================
Install  2 Packages

Total download size: 1.5 k
Operation aborted.
`;
const FIFTH = `Package   Arch   Version  Repository      Size
Installing:
 top      noarch 2.1-1    tiny          6.1 KiB
Installing dependencies:
 leaf     noarch 1.0-1    tiny          6.0 KiB

Transaction Summary:
 Installing:         2 packages

Total size of inbound packages is 2 KiB. Need to download 2 KiB.
`;

test('what dnf would do is read from its table, also where a row has two lines', () => {
  expect(parsePlan(FOURTH)).toEqual({
    install: ['top.noarch', 'leaf.noarch'],
    upgrade: ['a-package-with-a-name-that-leaves-no-space-for-the-rest.x86_64'],
    remove: ['enemy.noarch'],
    downloadBytes: 1536,
  });
});

test('the table of the fifth dnf is read as well', () => {
  expect(parsePlan(FIFTH)).toEqual({
    install: ['top.noarch', 'leaf.noarch'],
    upgrade: [],
    remove: [],
    downloadBytes: 2048,
  });
});

test.each([
  ['  Installing       : leaf-1.0-1.noarch         1/4 ', {what: 'installing leaf-1.0-1.noarch', done: 1, total: 4}],
  ['  Running scriptlet: top-2.1-1.noarch          3/4 ', {what: 'configuring top-2.1-1.noarch', done: 3, total: 4}],
  ['  Erasing          : top-2.1-1.noarch          2/4 ', {what: 'removing top-2.1-1.noarch', done: 2, total: 4}],
  ['(2/9): leaf-1.0-1.noarch.rpm  89 kB/s | 1.7 kB 00:00', {what: 'downloading packages', done: 2, total: 9}],
  [
    '[ 3/12] Installing leaf-0:1.0-1.noarch  100% | 1 KiB/s',
    {what: 'installing leaf-0:1.0-1.noarch', done: 3, total: 12},
  ],
  ['  Verifying        : leaf-1.0-1.noarch         1/4 ', undefined],
  ['Complete!', undefined],
])('%j is progress or none', (line, status) => {
  expect(parseStatusLine(line)).toEqual(status);
});

test('scripts that failed are named although dnf ends well', () => {
  expect(failedScripts('  Running\nError in POSTIN scriptlet in rpm package top\nComplete!\n')).toEqual([
    'top (POSTIN)',
  ]);
});
