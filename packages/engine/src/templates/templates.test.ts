import {mkdtemp, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {DevstackError, type FileFormat} from '@devstack/sdk';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {openTemplate} from './open-template.ts';
import {renderTemplate} from './render-template.ts';
import {parametersOf} from './template-parameters.ts';

const render = (
  template: string,
  values: Parameters<typeof renderTemplate>[1],
  format: FileFormat = 'text',
  name = 'x.conf',
) => renderTemplate({name, template}, values, format);

async function faultOf(run: () => unknown): Promise<readonly string[]> {
  try {
    await run();
  } catch (error) {
    if (DevstackError.is(error) && error.code === 'DEVSTACK_ERR_TEMPLATE') return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a template', () => {
  test.each([
    ['', ''],
    ['nothing to do', 'nothing to do'],
    ['%A%%B% 5%% %%A%%', '12 5% %A%'],
    ['%lower% % 100%', '%lower% % 100%'],
    ['\\%A% {{x}} {{{y}}} {{#if}} &<>', '\\1 {{x}} {{{y}}} {{#if}} &<>'],
    ['%C%', '%A% {{x}} &amp; $&'],
    ['%A%\n%A%', '1\n1'],
  ])('%j becomes %j', async (template, result) => {
    expect(await render(template, {A: '1', B: '2', C: '%A% {{x}} &amp; $&'})).toBe(result);
  });

  test('names its parameters with the line of their first use', () => {
    expect(parametersOf('# %%NO%%\n\na=%A1_B%%C%\n%A1_B%\n\n%D%')).toEqual([
      {name: 'A1_B', line: 3},
      {name: 'C', line: 3},
      {name: 'D', line: 6},
    ]);
  });

  test('with missing parameters is refused, all of them with their lines, and without any value', async () => {
    expect(await faultOf(() => render('x\na=%PASSWROD%\n%B%\n%OK%', {PASSWORD: 'hunter2', OK: ''}))).toEqual([
      "cannot render template x.conf:2: parameter %PASSWROD% is not set; did you mean 'PASSWORD'?",
      'cannot render template x.conf:3: parameter %B% is not set',
    ]);
    expect(await faultOf(() => render('%TO_STRING%', Object.create({TO_STRING: 'inherited'})))).toHaveLength(1);
  });

  test('of any kind keeps its text and puts the values in unchanged', async () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('%A%', '%%', '{{', '}}', '\\', '%', 'B%'));
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.string(), async (pieces, value) => {
        const template = pieces.join('');
        const expected = template.replace(/%%|%([A-Z][A-Z0-9_]*)%/g, (_, name) => (name === undefined ? '%' : value));
        const values = Object.fromEntries(parametersOf(template).map(({name}) => [name, value]));
        fc.pre(!value.includes('\0'));
        expect(await render(template, values)).toBe(expected);
      }),
    );
  });
});

describe('a value', () => {
  test.each<[FileFormat, string, string, string]>([
    ['oslo', 'p = %P%', 'a$b$$', 'p = a$$b$$$$'],
    ['oslo', 'p = %P%', ' lead', 'p = " lead"'],
    ['oslo', 'p = %P%\nq = 1', '"quoted"', 'p = ""quoted""\nq = 1'],
    ['oslo', 'p = %P%', '"', 'p = """'],
    ['oslo', 'p = "%P%"', ' x', 'p = " x"'],
    ['oslo', 'u = a://%P%@h', ' x', 'u = a:// x@h'],
    ['oslo', 'p = %P%', `it's; #1 %A% "x`, `p = it's; #1 %A% "x`],
    ['shell', 'export P=%P%', `a'b $(c) "d" \\`, `export P='a'\\''b $(c) "d" \\'`],
    ['shell', 'export P=%P%', 'two\nlines', "export P='two\nlines'"],
    ['text', '%P%', `$a 'b' "c"\n`, `$a 'b' "c"\n`],
  ])('in a file of format %s: %j with %j is %j', async (format, template, value, result) => {
    expect(await render(template, {P: value}, format)).toBe(result);
  });

  test('that the format cannot hold is refused and not shown', async () => {
    expect(await faultOf(() => render('\np = %P%', {P: 'hunter2\n[x]'}, 'oslo'))).toEqual([
      'cannot render template x.conf:2: parameter %P%: its value has more than one line',
    ]);
    expect(await faultOf(() => render('%P%', {P: 'a\0b'}))).toEqual([
      'cannot render template x.conf:1: parameter %P%: its value has a NUL character',
    ]);
  });
});

describe('a Handlebars template', () => {
  test('has conditions, and its values are quoted as in any other', async () => {
    const template = '{{#if DEBUG}}d={{DEBUG}}\n{{/if}}p = {{PASSWORD}}\n';
    expect(await render(template, {DEBUG: '', PASSWORD: '<a$b>'}, 'oslo', 'x.conf.hbs')).toBe('p = <a$$b>\n');
  });

  test('has loops over texts and over rows, which a template of names has not', async () => {
    const template =
      'hosts: [{{#each HOSTS}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}]\n{{#each USERS}}{{NAME}}: {{PASSWORD}}\n{{/each}}';
    const values = {
      HOSTS: ['a', 'b"'],
      USERS: [
        {NAME: 'x', PASSWORD: 'yes'},
        {NAME: 'y', PASSWORD: ''},
      ],
    };
    const rendered = await render(template, values, 'yaml', 'x.yaml.hbs');
    expect(parse(rendered)).toEqual({hosts: ['a', 'b"'], x: 'yes', y: ''});
    expect(await faultOf(() => render('%HOSTS%', values))).toEqual([
      'cannot render template x.conf:1: parameter %HOSTS%: it is a list, for which a template must be Handlebars (.hbs)',
    ]);
  });

  test('quotes what is everything behind a =, and takes nothing of a value for its own language', async () => {
    const template = '{{#if P}}p = {{P}}\n{{/if}}u = a://{{P}}@h\nq = {{{Q}}}\n';
    const values = {P: ' {{Q}} ', Q: '"'};
    expect(await render(template, values, 'oslo', 'x.hbs')).toBe('p = " {{Q}} "\nu = a:// {{Q}} @h\nq = """\n');
    expect(await faultOf(() => render('p = {{P}}', {P: 'hunter2\n[x]'}, 'oslo', 'x.hbs'))).toEqual([
      'cannot render template x.hbs: parameter {{P}}: its value has more than one line',
    ]);
  });

  test('is strict', async () => {
    expect(await faultOf(() => render('a\n{{GON}}', {GONE: ''}, 'text', 'x.hbs'))).toEqual([
      "cannot render template x.hbs:2: parameter {{GON}}: it is not set; did you mean 'GONE'?",
    ]);
    expect(await faultOf(() => render('{{#if', {}, 'text', 'x.hbs'))).toEqual([
      expect.stringMatching(/^cannot render template x\.hbs: Parse error on line 1/),
    ]);
  });
});

describe('opening', () => {
  test('takes the first directory that has the template, and checks its parameters', async () => {
    const user = await mkdtemp(path.join(os.tmpdir(), 'devstack-templates-'));
    const own = await mkdtemp(path.join(os.tmpdir(), 'devstack-templates-'));
    await writeFile(path.join(own, 'a.conf'), 'own %A%');
    await writeFile(path.join(own, 'b.conf'), 'own');
    await writeFile(path.join(user, 'a.conf'), 'user %A%');
    const parameters = {A: {secret: 'keystone.admin_password'}};
    expect(openTemplate([user, own], 'a.conf', parameters)).toEqual({template: 'user %A%', name: 'a.conf', parameters});
    expect(openTemplate([user, own], 'b.conf', {}).template).toBe('own');
    expect(await faultOf(() => openTemplate([user, own], 'a.conf', {}))).toEqual([
      'cannot render template a.conf:1: parameter %A% is not set',
    ]);
    expect(await faultOf(() => openTemplate([own], 'gone.conf', {}))).toEqual([
      `cannot open template gone.conf: it is in none of ${own}`,
    ]);
    expect(await faultOf(() => openTemplate([own], `../${path.basename(user)}/a.conf`, {}))).toHaveLength(1);
  });
});
