// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is the language
import {DevstackError} from '@devstack/sdk';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {CORE_OPTIONS} from './core-options.ts';
import type {Layer, Setting} from './layer.ts';
import {defaultsLayer, mergeLayers} from './merge-layers.ts';
import {type ConfigurationInputs, mergeConfiguration} from './merged-configuration.ts';
import {readLayer} from './read-layer.ts';
import type {Schema} from './schema.ts';

const schema: Schema = {
  sections: new Map([
    ...Object.entries(CORE_OPTIONS),
    ['a', {port: {type: 'port', summary: 'x', default: 1}, list: {type: 'list', summary: 'x'}}],
  ]),
  unreadable: new Set(),
  components: ['a'],
};

function inputs(user: readonly Layer[]): ConfigurationInputs {
  const auto = {ip: '192.0.2.1', user: 'me', hostname: 'h', cpus: '2'};
  const context = {variables: {NAME: 'x'}, auto};
  return {schema, home: '/home/me', defaults: defaultsLayer(schema, '/'), shipped: [], persona: [], user, context};
}

const option = fc.record({
  section: fc.constantFrom('a', 'b', '__proto__'),
  option: fc.constantFrom('x', 'y', 'constructor'),
  value: fc.option(fc.string()),
});
const layers = fc
  .array(fc.array(option), {maxLength: 5})
  .map((all) =>
    all.map((layer, depth) =>
      layer.map((it, index): Setting => ({...it, origin: `${depth}:${index}`, interpreted: true, directory: '/'})),
    ),
  );

test('of all layers the last one that says something counts, and null means the lowest one', () => {
  fc.assert(
    fc.property(layers, (all) => {
      const [defaults = [], ...rest] = all;
      const merged = mergeLayers(defaults, rest);
      const keys = new Set(all.flat().map((it) => `${it.section}:${it.option}`));
      for (const key of keys) {
        const is = (it: Setting) => `${it.section}:${it.option}` === key;
        const last = rest.flat().findLast(is);
        const expected = last === undefined || last.value === null ? defaults.findLast(is) : last;
        expect(merged.get(key)).toBe(expected);
      }
      expect([...merged.keys()].every((key) => keys.has(key))).toBe(true);
    }),
  );
});

test('any file is either merged, or refused with sentences that name their place', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '[a]',
      '[default]',
      '[passwords]',
      '[b]',
      'port = 80',
      'port = $(a:list)',
      'list = $(a:port),x',
      'a.b = ${NAME}',
      'region = $(a:port',
    ),
  );
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('stack.ini', 'x.yaml', 'x.json'), (lines, name) => {
      const {settings, problems} = readLayer(`/p/${name}`, lines.join('\n'));
      for (const {origin, message} of problems) expect(`${origin} ${message}`).toMatch(/^\/p\/[a-z.]+:[1-9]\d* ./);
      try {
        const configuration = mergeConfiguration(inputs([settings]));
        expect(typeof configuration.get<number>('a', 'port')).toBe('number');
      } catch (error) {
        if (!DevstackError.is(error)) throw error;
        expect(error.message).toMatch(/^cannot use configuration option .* \((\/p\/[a-z.]+:\d+|default)\): .+$/s);
      }
    }),
    {numRuns: 1000},
  );
});

test('a default may refer to another option', () => {
  const sections = new Map([
    ...schema.sections,
    ['b', {url: {type: 'string', summary: 'x', default: 'http://$(default:region):$(a:port)'}}],
  ] as const);
  const configuration = mergeConfiguration({
    ...inputs([]),
    schema: {...schema, sections},
    defaults: defaultsLayer({...schema, sections}, '/'),
  });
  expect(configuration.get('b', 'url')).toBe('http://RegionOne:1');
  expect(() => configuration.get('b', 'ur')).toThrow(
    "cannot read configuration option b.ur: it is not declared; did you mean 'url'?",
  );
});
