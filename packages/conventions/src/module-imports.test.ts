import {expect, test} from 'vitest';
import {packageNameOf, readImports} from './module-imports.ts';

test('every way to name a module is read', () => {
  const code = [
    `import 'a';`,
    `import type {B} from 'b';`,
    `import {`,
    `  one,`,
    `  two,`,
    `} from '@scope/c/deep';`,
    `export type * from './d.ts';`,
    `const e = await ${'import'}('e');`,
    `type F = ${'import'}('f').F;`,
    `const g = createRequire(import.meta.url)('g');`,
  ].join('\n');
  expect(readImports(code).map(({from}) => from)).toEqual(['a', 'b', '@scope/c/deep', './d.ts', 'e', 'f']);
});

test('the names that are imported are part of what is read', () => {
  expect(readImports(`import {exec, spawn} from 'node:child_process';`)[0]?.what).toBe('import {exec, spawn} from ');
});

test('a package is known by its name, and files and built-in modules are none', () => {
  expect(['@a/b/c/d', 'a/b', 'a', './a.ts', '../a', 'node:fs'].map(packageNameOf)).toEqual([
    '@a/b',
    'a',
    'a',
    undefined,
    undefined,
    undefined,
  ]);
});
