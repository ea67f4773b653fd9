import type {Json} from '@devstack/sdk';

/** A value of a YAML or JSON file that knows where it stands. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

interface LocatedScalar extends Place {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  /** As it is written: `010` stays `010`. */
  readonly source: string;
}

interface LocatedList extends Place {
  readonly kind: 'list';
  readonly items: readonly Located[];
}

export interface LocatedMap extends Place {
  readonly kind: 'map';
  /** The place of a value is that of its key. */
  readonly entries: ReadonlyMap<string, Located>;
}

/** `/etc/devstack/x.yaml:7` */
export function placeOf({file, line}: Place): string {
  return `${file}:${line}`;
}

/** Of the values of a map, by key; of those in maps inside it as `key.key`. */
export function placesOf(located: Located): {readonly places?: Readonly<Record<string, string>>} {
  if (located.kind !== 'map') return {};
  const inner = [...located.entries].flatMap(([key, value]) =>
    Object.entries(placesOf(value).places ?? {}).map(([name, place]) => [`${key}.${name}`, place] as const),
  );
  return {places: Object.fromEntries([...inner, ...[...located.entries].map(([key, value]) => [key, placeOf(value)])])};
}

export function toJson(located: Located): Json {
  if (located.kind === 'scalar') return located.value;
  if (located.kind === 'list') return located.items.map(toJson);
  return Object.fromEntries([...located.entries].map(([key, value]) => [key, toJson(value)]));
}

/** What a value is, for a person. */
export function describeLocated(located: Located): string {
  if (located.kind === 'list') return 'a list';
  if (located.kind === 'map') return 'a map';
  return located.value === null ? 'nothing' : `'${located.source}'`;
}

/** Maps are joined key by key; anything else of the upper one replaces what is below. */
export function mergeLocated(lower: Located, upper: Located): Located {
  if (lower.kind !== 'map' || upper.kind !== 'map') return upper;
  const entries = new Map(lower.entries);
  for (const [key, value] of upper.entries) {
    const below = entries.get(key);
    entries.set(key, below === undefined ? value : mergeLocated(below, value));
  }
  return {...upper, entries};
}

/** The same where either may be missing. */
export function joinLocated(lower: Located | undefined, upper: Located | undefined): Located | undefined {
  return lower === undefined || upper === undefined ? (upper ?? lower) : mergeLocated(lower, upper);
}
