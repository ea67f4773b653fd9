import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseIni} from './ini-syntax.ts';

const problemsOf = (content: string) => parseIni(content).problems.map(({line, message}) => `${line}: ${message}`);

describe('an INI file', () => {
  test('has sections, options and comments', () => {
    const content = '\uFEFF# first\r\n[a]\r\n x = 1 \n;y = 2\ny=a = b ; c # d\n\n[ b ]\nx =\n[a]\nz = "q"';
    expect(parseIni(content)).toEqual({
      entries: [
        {section: 'a', option: 'x', value: '1', line: 3},
        {section: 'a', option: 'y', value: 'a = b ; c # d', line: 5},
        {section: 'b', option: 'x', value: '', line: 8},
        {section: 'a', option: 'z', value: '"q"', line: 10},
      ],
      problems: [],
    });
  });

  test.each([
    ['x = 1', ["1: option 'x' stands before the first [section]"]],
    ['[a', ["1: expected [section], found '[a'"]],
    [
      '[]\n[ ]\n[a]b',
      [
        "1: expected [section], found '[]'",
        "2: expected [section], found '[ ]'",
        "3: expected [section], found '[a]b'",
      ],
    ],
    ['[a]\nx', ["2: expected 'option = value', found 'x'"]],
    ['[a]\n= 1', ["2: expected an option before '=', found '= 1'"]],
    ['[a]\nx = 1\n\n[b]\nx = 1\n[a]\nx = 2', ["7: option 'x' of [a] is already set in line 2"]],
  ])('%j is refused line by line', (content, problems) => {
    expect(problemsOf(content)).toEqual(problems);
  });

  test('of any content is read without a crash, each problem with a line that exists', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('[a]', '[b', 'x = 1', '__proto__ = 1', '[__proto__]', '= 2', '#', '  '),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const content = lines.join(end);
        const count = content.split(/\r\n|\r|\n/).length;
        const {entries, problems} = parseIni(content);
        for (const {line} of [...entries, ...problems]) expect(line >= 1 && line <= count).toBe(true);
        for (const {section, option, value} of entries) {
          expect([section, option, value]).toEqual([section.trim(), option.trim(), value.trim()]);
          expect(section !== '' && option !== '').toBe(true);
        }
      }),
      {numRuns: 500},
    );
  });

  test('gives back every value that was written into it', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_.-]*$/);
    const value = fc.string({unit: 'binary'}).map((text) => text.replace(/[\r\n]/g, '').trim());
    const sections = fc.dictionary(name, fc.dictionary(name, value, {minKeys: 1}));
    fc.assert(
      fc.property(sections, (written) => {
        const lines = Object.entries(written).flatMap(([section, options]) => [
          `[${section}]`,
          ...Object.entries(options).map(([option, text]) => `${option} = ${text}`),
        ]);
        const {entries, problems} = parseIni(lines.join('\n'));
        expect(problems).toEqual([]);
        const expected = Object.entries(written).flatMap(([section, options]) =>
          Object.entries(options).map(([option, text]) => [section, option, text]),
        );
        expect(entries.map(({section, option, value}) => [section, option, value])).toEqual(expected);
      }),
    );
  });
});
