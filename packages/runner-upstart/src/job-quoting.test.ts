import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {escapeLines, quoteWord} from './job-quoting.ts';
import {parseJobSyntax} from './job-syntax.ts';

const AWKWARD = [
  '',
  ' ',
  'a b',
  `it's`,
  `'"\\`,
  '\\',
  '\\\\',
  ' \\ ',
  '$HOME `id`',
  '#no comment',
  'end script',
  'ünï ☃',
  '*?[x]',
];
/** Whatever a word can hold in a file of lines. */
const lines = fc.oneof(
  fc.string({unit: 'binary'}).map((text) => text.replaceAll(/[\0\n\ud800-\udfff]/g, '')),
  fc.string({unit: fc.constantFrom(...`'"\\ $\`#=\t(;a`)}),
);

describe('a quoted word', () => {
  test('is the same to upstart, which takes the quotes away', () => {
    const read = (word: string) => parseJobSyntax(`env A=${quoteWord(word)}\nchdir ${quoteWord(word)}\nchdir /`);
    const expected = (word: string) => [
      {name: 'env', words: [`A=${word}`]},
      {name: 'chdir', words: [word]},
      {name: 'chdir', words: ['/']},
    ];
    for (const word of AWKWARD) expect(read(word)).toEqual(expected(word));
    fc.assert(
      fc.property(lines, (word) => {
        expect(read(word)).toEqual(expected(word));
      }),
    );
  });

  test('reaches a shell as it stands, when it is part of a command', () => {
    const command = (words: readonly string[]) => `exec ${words.map(quoteWord).join(' ')}`;
    fc.assert(
      fc.property(fc.array(lines, {minLength: 1}), (words) => {
        expect(parseJobSyntax(`${command(words)}\nrespawn`)).toEqual([
          {name: 'exec', words: [command(words).slice('exec '.length)]},
          {name: 'respawn', words: []},
        ]);
      }),
    );
  });

  test('is the same to a shell', () => {
    const words = [...AWKWARD, ...fc.sample(lines, 300)];
    const script = words.map((word) => `printf '%s\\0' ${quoteWord(word)}`).join('\n');
    expect(execFileSync('sh', {input: script, encoding: 'utf8'}).split('\0').slice(0, -1)).toEqual(words);
  });

  test('has a backslash only before another one: of others upstart loses the blank before them', () => {
    fc.assert(
      fc.property(lines, (word) => {
        expect(quoteWord(word)).toMatch(/^(\\\\|[^\\])*$/);
      }),
    );
  });
});

test('what escapes line ends is undone by the shell of the job', () => {
  const values = ['a\nb', '\n', 'a\n\n', 'a\\nb', '\\', '\\\\n', 'plain', 'x\n\\\n'];
  const decode = 'while IFS= read -r line; do printf \'%b\\0\' "$line"; done';
  const input = values.map((value) => `${escapeLines(value)}\n`).join('');
  expect(execFileSync('sh', ['-c', decode], {input, encoding: 'utf8'}).split('\0').slice(0, -1)).toEqual(values);
  for (const value of values) expect(escapeLines(value)).not.toContain('\n');
});
