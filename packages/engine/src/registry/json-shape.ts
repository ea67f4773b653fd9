import {didYouMean} from './did-you-mean.ts';

/** A place in a document that is not as it should be. */
export interface Fault {
  /** `devstack.provides.component.swift.summary` */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, for a person: `3`, `'x'`, `a list`, `an object`, `nothing`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `'${value}'`;
  return String(value);
}

export function textFault(value: unknown, path: string): readonly Fault[] {
  if (typeof value === 'string' && value.trim() !== '') return [];
  return [{path, expected: 'a line of text', found: describeValue(value)}];
}

/** Keys that the contract does not have. */
export function objectFaults(
  value: Readonly<Record<string, unknown>>,
  path: string,
  keys: readonly string[],
): readonly Fault[] {
  return Object.keys(value)
    .filter((key) => !keys.includes(key))
    .map((key) => ({
      path: `${path}.${key}`,
      expected: `only ${keys.join(', ')}`,
      found: `'${key}'${didYouMean(key, keys)}`,
    }));
}
