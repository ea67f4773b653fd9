import type {Json, OptionDeclaration} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {coerceValue} from './coerce-value.ts';

const context = {home: '/home/me', directory: '/project'};
type Rest = Omit<OptionDeclaration, 'type' | 'summary'>;
const coerce = (type: OptionDeclaration['type'], value: Json, rest: Rest = {}) =>
  coerceValue(value, {type, summary: 'x', ...rest}, context);

describe('a value', () => {
  test.each<[OptionDeclaration['type'], Json, Json]>([
    ['string', '010', '010'],
    ['string', 3, '3'],
    ['integer', '-12', -12],
    ['integer', '010', 10],
    ['number', '1.5e3', 1500],
    ['number', '.5', 0.5],
    ['port', '65535', 65535],
    ['boolean', 'YES', true],
    ['boolean', '0', false],
    ['boolean', false, false],
    ['path', '~/x', '/home/me/x'],
    ['path', '~', '/home/me'],
    ['path', '../x/', '/x'],
    ['path', '/a//b', '/a/b'],
    ['list', 'a, b ,,c', ['a', 'b', 'c']],
    ['list', '', []],
    ['list', ['a,b'], ['a,b']],
    ['map', 'a=1, b = x=y', {a: '1', b: 'x=y'}],
    ['map', {a: 1}, {a: 1}],
  ])('of type %s: %j becomes %j', (type, value, result) => {
    expect(coerce(type, value)).toEqual({value: result});
  });

  test('that is a map of locations has absolute paths, and URLs as they are', () => {
    const value = {a: './x.img', b: '~/x.img', c: 'https://h/x', d: {url: 'y.img', checksum: 'z'}, e: {checksum: 'z'}};
    expect(coerce('map', value, {values: 'location'})).toEqual({
      value: {
        ...{a: '/project/x.img', b: '/home/me/x.img', c: 'https://h/x'},
        ...{d: {url: '/project/y.img', checksum: 'z'}, e: {checksum: 'z'}},
      },
    });
    expect(coerce('map', 'a=x.img', {values: 'location'})).toEqual({value: {a: '/project/x.img'}});
  });

  test.each<[OptionDeclaration['type'], Json, Rest, string, string]>([
    ['port', '0', {}, 'a port from 1 to 65535', "'0'"],
    ['port', '65536', {}, 'a port from 1 to 65535', "'65536'"],
    ['port', '80.0', {}, 'a port from 1 to 65535', "'80.0'"],
    ['port', ['80'], {}, 'a port from 1 to 65535', 'a list'],
    ['integer', '1.5', {}, 'an integer', "'1.5'"],
    ['integer', '0x10', {}, 'an integer', "'0x10'"],
    ['integer', '9007199254740993', {}, 'an integer', "'9007199254740993'"],
    ['integer', '5', {minimum: 6}, 'at least 6', "'5'"],
    ['integer', '5', {maximum: 4}, 'at most 4', "'5'"],
    ['number', 'Infinity', {}, 'a number', "'Infinity'"],
    ['number', '', {}, 'a number', "''"],
    ['boolean', 'maybe', {}, 'yes or no', "'maybe'"],
    ['boolean', 'constructor', {}, 'yes or no', "'constructor'"],
    ['string', ['a'], {}, 'text', 'a list'],
    ['string', 'gti', {enum: ['git', 'pypi']}, 'one of git, pypi', "'gti'; did you mean 'git'?"],
    ['list', 'a, x', {enum: ['a', 'b']}, 'one of a, b', "'x'; did you mean 'a'?"],
    ['list', {a: 1}, {}, 'a list', 'a map'],
    ['map', 'a', {}, "'name=value' pairs with commas between", "'a'"],
    ['map', ['a'], {}, 'a map', 'a list'],
    ['path', ['a'], {}, 'a path', 'a list'],
  ])('of type %s: %j with %j is refused', (type, value, rest, expected, found) => {
    expect(coerce(type, value, rest)).toEqual({expected, found});
  });
});
