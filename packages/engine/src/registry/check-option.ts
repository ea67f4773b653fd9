import type {OptionDeclaration} from '@devstack/sdk';
import {describeValue, type Fault, isRecord, objectFaults, textFault} from './json-shape.ts';

const TYPES: Readonly<Record<OptionDeclaration['type'], (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  path: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value) || isReference(value),
  port: (value) => (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535) || isReference(value),
  number: (value) => typeof value === 'number' || isReference(value),
  boolean: (value) => typeof value === 'boolean' || isReference(value),
  list: (value) => Array.isArray(value) || isReference(value),
  map: (value) => isRecord(value) || isReference(value),
};
const KEYS = ['type', 'summary', 'values', 'default', 'enum', 'minimum', 'maximum', 'secret'];

/** A default may refer to another option, whatever its own type is. */
function isReference(value: unknown): boolean {
  return typeof value === 'string' && /\$[({]/.test(value);
}

export function optionFaults(name: string, option: unknown, path: string): readonly Fault[] {
  if (!isRecord(option)) return [{path, expected: 'an object', found: describeValue(option)}];
  return [
    ...(/^[a-z][a-z0-9_]*$/.test(name)
      ? []
      : [{path, expected: 'a name of lower-case letters, digits and underscores', found: `'${name}'`}]),
    ...objectFaults(option, path, KEYS),
    ...typeFaults(option, path),
    ...textFault(option.summary, `${path}.summary`),
    ...limitFaults(option, path),
  ];
}

function typeFaults(option: Readonly<Record<string, unknown>>, path: string): readonly Fault[] {
  const type = option.type;
  if (typeof type !== 'string' || !Object.hasOwn(TYPES, type)) {
    const expected = `one of ${Object.keys(TYPES).join(', ')}`;
    return [{path: `${path}.type`, expected, found: describeValue(type)}];
  }
  const fallback = option.default;
  if (fallback === undefined || TYPES[type as OptionDeclaration['type']](fallback)) return [];
  return [{path: `${path}.default`, expected: `a value of type ${type}`, found: describeValue(fallback)}];
}

function limitFaults(option: Readonly<Record<string, unknown>>, path: string): readonly Fault[] {
  const faults: Fault[] = [];
  for (const limit of ['minimum', 'maximum']) {
    const value = option[limit];
    if (value !== undefined && typeof value !== 'number') {
      faults.push({path: `${path}.${limit}`, expected: 'a number', found: describeValue(value)});
    }
  }
  if (option.values !== undefined && (option.values !== 'location' || option.type !== 'map')) {
    faults.push({
      path: `${path}.values`,
      expected: "'location', and the type map",
      found: describeValue(option.values),
    });
  }
  const choices = option.enum;
  if (choices !== undefined && !(Array.isArray(choices) && choices.every((choice) => typeof choice === 'string'))) {
    faults.push({path: `${path}.enum`, expected: 'a list of names', found: describeValue(choices)});
  }
  if (option.secret !== undefined && typeof option.secret !== 'boolean') {
    faults.push({path: `${path}.secret`, expected: 'true or false', found: describeValue(option.secret)});
  }
  return faults;
}
