import type {DevstackError, ErrorCode, Json} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';
import {confError} from './conf-file.ts';
import {describeLocated, type Located, type LocatedMap, toJson} from './located.ts';

/** Takes values out of a file and notes everything that is not as expected, with its place. */
export class Shape {
  readonly errors: DevstackError[] = [];
  readonly #code: ErrorCode;

  /** @param code of values that are wrong */
  constructor(code: ErrorCode = 'DEVSTACK_ERR_CONFIG_VALUE') {
    this.#code = code;
  }

  /** @param key shown in errors: `keystone.packages` */
  map(located: Located | undefined, key: string): LocatedMap | undefined {
    if (located === undefined || located.kind === 'map') return located;
    return this.wrong(located, key, 'a map');
  }

  /** The items of a list; a missing list is empty. */
  items(located: Located | undefined, key: string, of: string): readonly Located[] {
    if (located === undefined) return [];
    return located.kind === 'list' ? located.items : (this.wrong(located, key, `a list of ${of}`) ?? []);
  }

  /** Text, or a number as it is written: a version `2026.2` stays that. */
  text(located: Located | undefined, key: string, expected = 'text'): string | undefined {
    if (located === undefined) return undefined;
    if (located.kind !== 'scalar' || located.source.trim() === '') return this.wrong(located, key, expected);
    return located.source;
  }

  texts(located: Located | undefined, key: string, of: string): readonly string[] {
    return this.items(located, key, of).flatMap((item, index) => this.text(item, `${key}[${index}]`) ?? []);
  }

  boolean(located: Located | undefined, key: string): boolean | undefined {
    if (located === undefined) return undefined;
    if (located.kind === 'scalar' && typeof located.value === 'boolean') return located.value;
    return this.wrong(located, key, 'true or false');
  }

  /** Says which keys of a map nobody knows. */
  onlyKeys(map: LocatedMap | undefined, key: string, known: readonly string[]): void {
    for (const [name, value] of map?.entries ?? []) {
      if (known.includes(name)) continue;
      const full = key === '' ? name : `${key}.${name}`;
      const meant = didYouMean(name, known) || `; known are ${known.join(', ')}`;
      this.errors.push(confError(value, `there is no key '${full}'${meant}`, this.#code));
    }
  }

  json(map: LocatedMap | undefined): Readonly<Record<string, Json | undefined>> {
    return map === undefined ? {} : (toJson(map) as Readonly<Record<string, Json | undefined>>);
  }

  wrong(located: Located, key: string, expected: string): undefined {
    this.errors.push(confError(located, `${key}: expected ${expected}, found ${describeLocated(located)}`, this.#code));
  }
}
