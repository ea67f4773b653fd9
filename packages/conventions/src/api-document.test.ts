import {expect, test} from 'vitest';
import {readDeclarations, readSdkModules, renderApiDocument} from './api-document.ts';
import {readText} from './repository.ts';

const declared = readSdkModules().flatMap(({declarations}) => declarations);

test('everything that the sdk exports says what it is', () => {
  expect(declared.map(({name}) => name)).toEqual(
    expect.arrayContaining([
      'Component',
      'Runner',
      'T',
      'definePlugin',
      'componentContract',
      'createTestHost',
      'tryComponent',
    ]),
  );
  expect(declared.filter(({summary}) => summary === '').map(({name}) => name)).toEqual([]);
});

test('docs/api.md is what npm run docs writes', () => {
  expect(readText('docs/api.md')).toBe(renderApiDocument());
});

test('a declaration ends where the next one or its docstring begins', () => {
  const text =
    "import type { B } from './b.ts';\n/** One. */\nexport interface A {\n    /** Inner. */\n    b: B;\n}\nexport type C = {\n    x: 1;\n} | 2;\n";
  expect(readDeclarations(text)).toEqual([
    {name: 'A', summary: 'One.', code: 'export interface A {\n    /** Inner. */\n    b: B;\n}'},
    {name: 'C', summary: '', code: 'export type C = {\n    x: 1;\n} | 2;'},
  ]);
});
