// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is the language
import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {DevstackError, type Json, type OptionDeclaration} from '@devstack/sdk';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {LocalHost} from '../host/local-host.ts';
import {packagesDirectory, shippedRegistry} from '../testing/shipped-plugins.ts';
import {loadConfiguration} from './load-configuration.ts';
import {defaultsLayer} from './merge-layers.ts';
import {mergeConfiguration} from './merged-configuration.ts';
import {readLayer} from './read-layer.ts';
import {sampleFile} from './sample-file.ts';
import {readSchema} from './schema.ts';

const registry = shippedRegistry();
const schema = readSchema(registry);
const inputs = {
  schema,
  home: '/home/me',
  defaults: defaultsLayer(schema, '/'),
  shipped: [],
  persona: [],
  context: {variables: {NAME: 'x'}, auto: {ip: '192.0.2.1', user: 'me', hostname: 'h', cpus: '2'}},
};
const conf = path.join(packagesDirectory, 'cli/conf');

/** Places are `file:line`, and sentences begin as all of devstack's do. */
const PROBLEM =
  /^cannot (use configuration option .* \((\/p\/[a-z.]+:[1-9]\d*|default)\)|read configuration \(\/p\/[a-z.]+:[1-9]\d*\)): ./s;

/** Reads one file as if it lay in a project. Whatever is in it, the end is a tree or sentences with places, and it comes soon. */
function read(file: string, content: string): 'tree' | 'errors' {
  const {user} = process.cpuUsage();
  const outcome = attempt(file, content);
  expect(process.cpuUsage().user - user).toBeLessThan(1_000_000);
  return outcome;
}

function attempt(file: string, content: string): 'tree' | 'errors' {
  const {settings, problems} = readLayer(file, content);
  for (const {origin, message} of problems)
    expect(`cannot read configuration (${origin}): ${message}`).toMatch(PROBLEM);
  try {
    for (const {value} of mergeConfiguration({...inputs, user: [settings]}).entries()) JSON.stringify(value);
  } catch (error) {
    if (!DevstackError.is(error)) throw error;
    expect(error.code).toMatch(/^DEVSTACK_ERR_CONFIG_/);
    expect(error.message).toMatch(PROBLEM);
    return 'errors';
  }
  return problems.length === 0 ? 'tree' : 'errors';
}

const options = [...schema.sections].flatMap(([section, declared]) =>
  Object.entries(declared).map(([option, declaration]) => ({section, option, declaration})),
);
const references = options.map(({section, option}) => `$(${section}:${option})`);

const word = fc.stringMatching(/^[a-z]{1,8}$/);

/** What the option may be. */
function rightValue({type, enum: choices, minimum = 1, maximum = 65_535}: OptionDeclaration): fc.Arbitrary<Json> {
  if (choices !== undefined) {
    const choice = fc.constantFrom(...choices);
    return type === 'list' ? fc.uniqueArray(choice) : choice;
  }
  switch (type) {
    case 'boolean':
      return fc.constantFrom(true, false, 'yes', 'off', '1');
    case 'integer':
    case 'port':
      return fc.integer({min: minimum, max: maximum});
    case 'number':
      return fc.integer({min: minimum, max: maximum}).map((value) => value + 0.5);
    case 'list':
      return fc.array(word);
    case 'map':
      return fc.dictionary(word, word);
    default:
      return word.map((text) => `/${text} .`);
  }
}

const anyValue: fc.Arbitrary<Json> = fc.oneof(
  fc.string({unit: 'binary'}),
  fc.constantFrom(
    ...references,
    '$(auto:ip)',
    '${NAME}',
    '${NONE:-$(auto:cpus)}',
    '$(',
    '${',
    '$$',
    '~',
    '\0',
    '__proto__',
  ),
  fc.jsonValue({maxDepth: 3}) as fc.Arbitrary<Json>,
);

type Assignment = readonly [section: string, option: string, value: Json];
const right = fc.oneof(
  ...options.map(({section, option, declaration}) =>
    rightValue(declaration).map((value): Assignment => [section, option, value]),
  ),
);
const wrong: fc.Arbitrary<Assignment> = fc.tuple(
  fc.oneof(fc.constantFrom(...schema.sections.keys(), 'passwords', 'runners'), fc.string()),
  fc.oneof(fc.constantFrom(...options.map(({option}) => option), 'conf.DEFAULT.debug', '__proto__'), fc.string()),
  anyValue,
);

/** Twice the same option is a fault that INI alone can have. */
const unique = (one: fc.Arbitrary<Assignment>) =>
  fc.uniqueArray(one, {selector: ([section, option]) => `${section}\0${option}`, minLength: 1, maxLength: 6});

function asJson(assignments: readonly Assignment[]): string {
  const tree = Object.create(null) as Record<string, Record<string, Json>>;
  for (const [section, option, value] of assignments) {
    tree[section] ??= Object.create(null) as Record<string, Json>;
    tree[section][option] = value;
  }
  return JSON.stringify(tree);
}

/** Not by String, which calls a `toString` that a random object may have. */
function itemText(item: Json | undefined): string {
  return typeof item === 'string' ? item : `${JSON.stringify(item)}`;
}

function asIni(assignments: readonly Assignment[]): string {
  const textOf = (value: Json): string => {
    if (Array.isArray(value)) return value.map(itemText).join(', ');
    if (typeof value !== 'object' || value === null) return String(value);
    return Object.entries(value)
      .map(([key, item]) => `${key}=${itemText(item)}`)
      .join(', ');
  };
  return assignments.map(([section, option, value]) => `[${section}]\n${option} = ${textOf(value)}\n`).join('');
}

const written = (assignments: fc.Arbitrary<readonly Assignment[]>) =>
  fc.oneof(
    assignments.map((all) => ['/p/stack.ini', asIni(all)] as const),
    assignments.map((all) => ['/p/devstack.json', asJson(all)] as const),
    assignments.map((all) => ['/p/devstack.yaml', asJson(all)] as const),
  );

test('any 2,500 configurations that the schema allows are trees', () => {
  fc.assert(
    fc.property(written(unique(right)), ([file, content]) => {
      expect(read(file, content)).toBe('tree');
    }),
    {numRuns: 2500},
  );
}, 60_000);

test('any 2,500 configurations of right and wrong values are trees or located errors', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(written(unique(fc.oneof(right, wrong))), ([file, content]) => {
      seen.add(read(file, content));
    }),
    {numRuns: 2500},
  );
  expect([...seen].sort()).toEqual(['errors', 'tree']);
}, 60_000);

const samples = [...schema.sections].map(([name, declared]) => ({name, options: declared, set: {}}));
const uncommented = (text: string) => text.replace(/^(\s*)# (?=[\w.]+( =|:))/gm, '$1');
const files: readonly (readonly [name: string, content: Buffer])[] = [
  ['/p/stack.ini', readFileSync(path.join(conf, 'stack.ini'))],
  ['/p/stack.ini', Buffer.from(uncommented(sampleFile(samples, 'ini', 'x.json')))],
  ['/p/devstack.yaml', Buffer.from(uncommented(sampleFile(samples, 'yaml', 'x.json')))],
  ...['personas', 'distros', 'releases'].flatMap((folder) =>
    readdirSync(path.join(conf, folder)).map(
      (name) => ['/p/devstack.yaml', readFileSync(path.join(conf, folder, name))] as const,
    ),
  ),
];

type Mutation = readonly [at: number, kind: 'set' | 'insert' | 'remove' | 'copy', bytes: Uint8Array];
const mutation: fc.Arbitrary<Mutation> = fc.tuple(
  fc.nat({max: 1_000_000}),
  fc.constantFrom('set', 'insert', 'remove', 'copy'),
  fc.oneof(
    fc.uint8Array({minLength: 1, maxLength: 8}),
    fc
      .constantFrom('&a', '*a', '<<: ', '$(', '${', '[', '{', '"', ': ', '\n', '\t', '!!js/function ')
      .map((it) => Buffer.from(it)),
  ),
);

function mutate(content: Buffer, [place, kind, bytes]: Mutation): Buffer {
  const at = place % (content.length + 1);
  const after = kind === 'insert' ? at : Math.min(content.length, at + bytes.length * (kind === 'remove' ? 16 : 1));
  const between = kind === 'remove' ? Buffer.alloc(0) : kind === 'copy' ? content.subarray(at, at + 64) : bytes;
  return Buffer.concat([content.subarray(0, at), between, content.subarray(after)]);
}

const damagedOf = (some: typeof files) =>
  fc
    .tuple(fc.constantFrom(...some), fc.array(mutation, {minLength: 1, maxLength: 6}))
    .map(([[name, content], all]) => [name, all.reduce(mutate, content)] as const);

test.each(['.ini', '.yaml'])(
  'any 2,500 real %s files with damaged bytes are trees or located errors',
  (ending) => {
    fc.assert(
      fc.property(damagedOf(files.filter(([name]) => name.endsWith(ending))), ([file, content]) => {
        read(file, content.toString('utf8'));
      }),
      {numRuns: 2500},
    );
  },
  60_000,
);

test('nesting, aliases and references without end are refused soon', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [index, letter] of [...'bcdefghij'].entries()) {
    const before = 'abcdefghij'[index];
    bomb.push(`${letter}: &${letter} [${`*${before},`.repeat(9)}]`);
  }
  const chain = options.slice(1).map(({section, option}, index) => {
    const {section: other, option: target} = options[index]!;
    return `[${section}]\n${option} = ${`$(${other}:${target})`.repeat(9)}\n`;
  });
  for (const [file, content] of [
    ['/p/devstack.yaml', bomb.join('\n')],
    ['/p/devstack.yaml', `keystone:\n  port: ${'['.repeat(20_000)}`],
    ['/p/devstack.json', `{"a":${'{"a":'.repeat(20_000)}`],
    ['/p/stack.ini', `[default]\nregion = ${'${A:-'.repeat(20_000)}`],
    ['/p/stack.ini', `[default]\nregion = ${'${A:-'.repeat(20_000)}${'}'.repeat(20_000)}`],
    ['/p/stack.ini', chain.join('')],
    ['/p/stack.ini', '[a'.repeat(100_000)],
  ] as const)
    expect.soft([file, content.slice(0, 60), read(file, content)]).toEqual([file, content.slice(0, 60), 'errors']);
});

test('damaged files on a disk are read, and nothing is written anywhere', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'devstack-random-'));
  const host = new LocalHost({PATH: process.env.PATH});
  const settings = {conf, cwd: root, home: root, variables: {}};
  await fc.assert(
    fc.asyncProperty(damagedOf(files), async ([file, content]) => {
      const name = path.basename(file);
      const given = path.join(root, name === 'stack.ini' ? 'given.ini' : 'given.yaml');
      writeFileSync(given, content);
      const error: unknown = await loadConfiguration({...settings, configFiles: [given]}, registry, host).catch(
        (it) => it,
      );
      if (error instanceof Error) expect(DevstackError.is(error) && error.code).toMatch(/^DEVSTACK_ERR_CONFIG_/);
    }),
    {numRuns: 200},
  );
  expect(readdirSync(root).filter((name) => !name.startsWith('given.'))).toEqual([]);
});

test('a tag makes nothing but text of a text', () => {
  const {settings} = readLayer('/p/devstack.yaml', 'default:\n  region: !!js/function "function(){}"\n');
  expect(settings[0]?.value).toBe('function(){}');
});
