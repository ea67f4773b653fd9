import {execFileSync} from 'node:child_process';
import type {FileFormat} from '@devstack/sdk';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {quoteValue} from './quote-value.ts';
import {renderTemplate} from './render-template.ts';

const hostile = [
  '',
  ' ',
  '"',
  `'`,
  `''`,
  '"quoted"',
  ' lead and trail\t',
  `it's "c\\d" %41%s%% %(here)s $HOME $x \${x} \`id\` $(id) @:/?#[]{}&=+,;<>|!~*`,
  'a\\"b\\\\',
  '- a: b # c',
  '{{X}} %X% &amp;',
  'null',
  'yes',
  '0x1F',
  '1e3',
  '~',
  '\u00e9\u00df \u65e5\u672c \u{1f600}',
  '\u0085\u2028\u2029\u00a0\ufeff\u007f\u001c',
];
const anyText = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({unit: 'binary'}),
  fc.string({unit: fc.constantFrom(...`'"\\$%\`#;: =\t\u0085x`)}),
);
const one = (format: FileFormat, template: string) => (value: string) =>
  renderTemplate({name: 'x', template}, {X: value}, format);
const canBe = (format: FileFormat) => (value: string) => 'text' in quoteValue(value, format, true);

async function expectBack(
  format: FileFormat,
  template: string,
  read: (content: string) => unknown,
  values: fc.Arbitrary<string> = anyText,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(values.filter(canBe(format)), async (value) => {
      expect(read(await one(format, template)(value))).toBe(value);
    }),
    {numRuns: 1000},
  );
}

/** Many values in one file, read by one shell: what it makes of them, each ended by a NUL. */
async function readByShell(format: FileFormat, values: readonly string[], before: string): Promise<string[]> {
  const names = values.map((_, index) => `V${index}`);
  const template = names.map((name) => `${before}${name}=%${name}%\n`).join('');
  const file = await renderTemplate(
    {name: 'x', template},
    Object.fromEntries(names.map((it, i) => [it, values[i]!])),
    format,
  );
  const script = `${file}\n${names.map((name) => `printf '%s\\0' "$${name}"`).join('\n')}\n`;
  return execFileSync('sh', {input: script, env: {}}).toString().split('\0').slice(0, -1);
}

describe('every value comes back that was written into', () => {
  test('JSON, any text at all', () =>
    expectBack('json', '{"a": [%X%]}', (it) => (JSON.parse(it) as {a: string[]}).a[0]));

  test('YAML, any text at all', () =>
    expectBack('yaml', 'a:\n  - b: %X%\nc: 1\n', (it) => (parse(it) as {a: {b: string}[]}).a[0]?.b));

  test('the parts of a URL', () =>
    expectBack('url', 'amqp://me:%X%@h:1/?q=%X%', (it) => {
      const url = new URL(it);
      expect(url.searchParams.get('q')).toBe(decodeURIComponent(url.password));
      return decodeURIComponent(url.password);
    }));

  test.each([
    ['shell', 'export '],
    ['env', ''],
  ] as const)('a file of format %s that a shell reads', async (format, before) => {
    const values = [...hostile, ...fc.sample(anyText, 500)].filter(canBe(format));
    expect(await readByShell(format, values, before)).toEqual(values);
  });
});

test('JSON and YAML hold any text, the others say what they cannot hold', () => {
  const problems = (value: string) =>
    (['json', 'yaml', 'shell', 'env', 'url', 'ini', 'oslo'] as const).filter((format) => !canBe(format)(value));
  expect(problems('a\0b')).toEqual(['shell', 'env', 'ini', 'oslo']);
  expect(problems('\ud800')).toEqual(['shell', 'env', 'url', 'ini', 'oslo']);
  expect(problems('a\nb')).toEqual(['env', 'ini', 'oslo']);
  expect(problems(' a')).toEqual(['ini']);
  expect(problems('a\\$b')).toEqual(['oslo']);
  expect(hostile.flatMap(problems)).toEqual(['ini', 'ini', 'ini']);
});
