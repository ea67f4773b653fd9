import {expect, test} from 'vitest';
import {environmentLine, isAllowedValue, quoteWord} from './unit-quoting.ts';

test('a word of a command line keeps its characters', () => {
  expect(quoteWord('')).toBe('""');
  expect(quoteWord(';')).toBe('";"');
  expect(quoteWord('$HOME %n "x" \\ \n\t\u0007 ☃')).toBe('"$$HOME %%n \\"x\\" \\\\ \\n\\t\\x07 ☃"');
});

test('a line of an environment file keeps line ends and what is special to a shell', () => {
  expect(environmentLine('A', "a\"b\\c$d`e\nf 'g' #h")).toBe('A="a\\"b\\\\c\\$d\\`e\nf \'g\' #h"');
});

test('a value with control characters is not for systemd', () => {
  expect(isAllowedValue('a\tb\nc ☃')).toBe(true);
  expect(isAllowedValue('a\u001bb')).toBe(false);
  expect(isAllowedValue('a\rb')).toBe(false);
});
