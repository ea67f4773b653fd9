// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is what is tested
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Setting} from './layer.ts';
import {type ResolutionContext, resolveSettings} from './resolve-settings.ts';

const auto = {ip: '192.0.2.7', user: 'me', hostname: 'box', cpus: '4'};

function resolve(values: Readonly<Record<string, Setting['value']>>, variables: Readonly<Record<string, string>> = {}) {
  const settings = new Map(
    Object.entries(values).map(([key, value]) => {
      const [section = '', option = ''] = key.split(':');
      const setting: Setting = {section, option, value, origin: `f:${option}`, interpreted: true, directory: '/'};
      return [key, setting] as const;
    }),
  );
  const known = [...settings.keys(), 'a:unset'];
  const context: ResolutionContext = {
    variables,
    auto,
    known,
    isDeclared: (section, option) => known.includes(`${section}:${option}`),
    isSecret: (_, option) => option === 'password',
    fallback: () => undefined,
  };
  return resolveSettings(settings, context);
}

function resolvedValue(value: string, variables: Readonly<Record<string, string>> = {}) {
  const values = {
    'a:v': value,
    'a:port': '5000',
    'a:list': ['x', 'y'],
    'b:host': '$(auto:ip)',
    'b:url': 'http://$(b:host):$(a:port)',
  };
  const {resolved, errors} = resolve(values, variables);
  return errors.length > 0 ? errors.map(({message}) => message) : resolved.get('a:v')?.value;
}

describe('the value language', () => {
  test.each<[string, unknown]>([
    ['plain', 'plain'],
    ['', ''],
    ['${NAME:-x}', 'set'],
    ['${GONE:-x}', 'x'],
    ['${EMPTY:-x}', 'x'],
    ['${EMPTY}', ''],
    ['${GONE:-}', ''],
    ['<${NAME:-x}|${GONE:-y}>', '<set|y>'],
    ['${GONE:-${EMPTY:-$(b:url)}/}', 'http://192.0.2.7:5000/'],
    ['$(b:url)/v3', 'http://192.0.2.7:5000/v3'],
    ['$(auto:user)@$(auto:hostname) $(auto:cpus)', 'me@box 4'],
    ['$(a:unset)', ''],
    ['$(a:list)', ['x', 'y']],
    ['$(a:list),z', 'x,y,z'],
    ['$$(b:url) $${NAME} $$$$', '$(b:url) ${NAME} $$'],
    ['pa$word $ 5$', 'pa$word $ 5$'],
    ['a } b ) c', 'a } b ) c'],
    ['${INJECT:-}', '$(b:url)'],
  ])('%j is %j', (value, result) => {
    expect(resolvedValue(value, {NAME: 'set', EMPTY: '', INJECT: '$(b:url)'})).toEqual(result);
  });

  test.each([
    ['${GONE}', 'the environment has no variable GONE'],
    ['$(a:prot)', "$(a:prot) refers to an option that does not exist; did you mean 'a:port'?"],
    ['$(auto:ips)', "$(auto:ips) refers to an option that does not exist; did you mean 'auto:ip'?"],
    ['x $(port)', "expected $(section:option) (for the characters themselves write '$$('), found '$(port)'"],
    ['${}', "expected ${NAME:-default} (for the characters themselves write '$${'), found '${}'"],
    ['${A:-$(b:url)', "expected '}' at its end (for the characters themselves write '$${'), found '${A:-$(b:url)'"],
  ])('%j is refused', (value, why) => {
    expect(resolvedValue(value)).toEqual([`cannot use configuration option a.v (f:v): ${why}`]);
  });

  test('a circle is printed whole, once, and what only leads to it is not blamed', () => {
    const {errors, resolved} = resolve({
      'a:x': '$(a:y)',
      'a:y': '1$(a:z)',
      'a:z': '${N:-$(a:y)}',
      'a:w': '$(a:w)',
      'a:ok': 'k',
    });
    expect(errors.map(({message}) => message)).toEqual([
      'cannot use configuration option a.y (f:y): it refers to itself: a:y -> a:z -> a:y',
      'cannot use configuration option a.w (f:w): it refers to itself: a:w -> a:w',
    ]);
    expect([...resolved.keys()]).toEqual(['a:ok']);
  });

  test('what refers to a secret is one', () => {
    const {resolved} = resolve({'a:password': 'x', 'a:url': 'u:$(a:password)@h', 'a:host': 'h'});
    expect([...resolved].map(([key, {isSecret}]) => [key, isSecret])).toEqual([
      ['a:password', true],
      ['a:url', true],
      ['a:host', false],
    ]);
  });

  test('any text is either resolved or refused with its place, and doubled dollars keep it as it is', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('$', '$$', '${', '}', '$(', ')', ':-', 'a:v', 'a:w', 'NAME'));
    const text = fc.array(piece).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, (v, w) => {
        const {errors, resolved} = resolve({'a:v': v, 'a:w': w});
        for (const {message} of errors)
          expect(message).toMatch(/^cannot use configuration option a\.[vw] \(f:[vw]\): /);
        expect(errors.length > 0 || resolved.size === 2).toBe(true);
        expect(resolve({'a:v': v.replaceAll('$', '$$$$')}).resolved.get('a:v')?.value).toBe(v);
      }),
      {numRuns: 500},
    );
  });
});
