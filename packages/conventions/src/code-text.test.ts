import {expect, test} from 'vitest';
import {findLines, withoutComments} from './code-text.ts';

test('comments go, and every line keeps its number', () => {
  const code = ['/**', ' * about keystone', ' */', "const a = 'x'; // nova", '// glance', "const b = 'y';"].join('\n');
  expect(withoutComments(code)).toBe(['', '', '', "const a = 'x'; ", '', "const b = 'y';"].join('\n'));
});

test('what only looks like a comment stays', () => {
  const code = ["const glob = 'src/**/*.ts';", "const url = 'https://host/';", 'const c = /[/*]x/;'].join('\n');
  expect(withoutComments(code)).toBe(code);
});

test('a match is named with its file and line', () => {
  expect(findLines('a.ts', 'one\n  two();\n', /two/)).toEqual(['a.ts:2: two();']);
});
