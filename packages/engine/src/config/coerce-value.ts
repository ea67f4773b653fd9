import path from 'node:path';
import type {Json, JsonObject, OptionDeclaration} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';

export interface CoercionContext {
  readonly home: string;
  /** Relative paths start here. */
  readonly directory: string;
}

export type Coerced = {readonly value: Json} | {readonly expected: string; readonly found: string};

type Coerce = (value: Json, declaration: OptionDeclaration, context: CoercionContext) => Coerced;

/** Gives a value the type that its option declares. */
export function coerceValue(value: Json, declaration: OptionDeclaration, context: CoercionContext): Coerced {
  const coerced = COERCE[declaration.type](value, declaration, context);
  return 'value' in coerced ? withinLimits(coerced.value, declaration) : coerced;
}

const WORDS: Readonly<Record<string, boolean>> = {
  yes: true,
  true: true,
  on: true,
  1: true,
  no: false,
  false: false,
  off: false,
  0: false,
};

const COERCE: Readonly<Record<OptionDeclaration['type'], Coerce>> = {
  string: (value) => (isScalar(value) ? {value: String(value)} : wrong('text', value)),
  path: (value, _, context) => (typeof value === 'string' ? {value: absolute(value, context)} : wrong('a path', value)),
  integer: (value) => numberFrom(value, /^[+-]?\d+$/, 'an integer', Number.isSafeInteger),
  number: (value) => numberFrom(value, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'a number', Number.isFinite),
  port: (value) => numberFrom(value, /^\d+$/, 'a port from 1 to 65535', (port) => port >= 1 && port <= 65535),
  boolean: (value) => {
    const word = String(value).toLowerCase();
    return isScalar(value) && Object.hasOwn(WORDS, word) ? {value: WORDS[word]!} : wrong('yes or no', value);
  },
  list: (value) => {
    if (typeof value === 'string') return {value: splitList(value)};
    return Array.isArray(value) ? {value} : wrong('a list', value);
  },
  map: (value, {values}, context) => {
    const coerced = typeof value === 'string' ? mapFrom(value) : mapOf(value);
    return values === 'location' && 'value' in coerced ? locate(coerced.value as JsonObject, context) : coerced;
  },
};

function isScalar(value: Json): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function absolute(value: string, {home, directory}: CoercionContext): string {
  if (value === '~') return home;
  return value.startsWith('~/') ? path.join(home, value.slice(2)) : path.resolve(directory, value);
}

function numberFrom(value: Json, form: RegExp, expected: string, isRight: (number: number) => boolean): Coerced {
  const text = String(value).trim();
  const number = Number(text);
  return isScalar(value) && form.test(text) && isRight(number) ? {value: number} : wrong(expected, value);
}

function splitList(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function mapOf(value: Json): Coerced {
  return isScalar(value) || value === null || Array.isArray(value) ? wrong('a map', value) : {value};
}

/** Each value, or its `url`, with an absolute path where it is a path. */
function locate(map: JsonObject, context: CoercionContext): Coerced {
  const located = Object.entries(map).map(([key, value]) => {
    if (typeof value === 'string') return [key, locationOf(value, context)];
    const url = value === undefined ? undefined : (value as JsonObject | null)?.url;
    return [key, typeof url === 'string' ? {...(value as JsonObject), url: locationOf(url, context)} : value];
  });
  return {value: Object.fromEntries(located)};
}

function locationOf(text: string, context: CoercionContext): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : absolute(text, context);
}

function mapFrom(value: string): Coerced {
  const pairs = splitList(value).map((pair) => /^([^=]+)=(.*)$/s.exec(pair));
  if (pairs.includes(null)) return wrong("'name=value' pairs with commas between", value);
  return {value: Object.fromEntries(pairs.map((match) => [match![1]!.trim(), match![2]!.trim()]))};
}

function withinLimits(value: Json, {enum: choices, minimum, maximum}: OptionDeclaration): Coerced {
  const odd = choices === undefined ? undefined : [value].flat().find((item) => !choices.includes(String(item)));
  if (odd !== undefined) {
    return {expected: `one of ${choices!.join(', ')}`, found: `'${String(odd)}'${didYouMean(String(odd), choices!)}`};
  }
  if (typeof value === 'number' && minimum !== undefined && value < minimum) return wrong(`at least ${minimum}`, value);
  if (typeof value === 'number' && maximum !== undefined && value > maximum) return wrong(`at most ${maximum}`, value);
  return {value};
}

function wrong(expected: string, value: Json): Coerced {
  if (Array.isArray(value)) return {expected, found: 'a list'};
  return {expected, found: value === null ? 'nothing' : typeof value === 'object' ? 'a map' : `'${String(value)}'`};
}
