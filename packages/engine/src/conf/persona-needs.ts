import {parseAmount} from './amount.ts';
import {type Located, placeOf} from './located.ts';
import type {Shape} from './shape.ts';

/** What a persona needs of a machine, roughly, and where its file says so. */
export interface PersonaNeeds {
  readonly memory?: Need;
  readonly disk?: Need;
  readonly cores?: Need;
}

export interface Need {
  /** Bytes, or a number of cores. */
  readonly amount: number;
  /** `file:line` */
  readonly place: string;
}

/** `{memory: 1.7 GB, disk: 1 GB, cores: 2}`, each of them optional. */
export function readNeeds(shape: Shape, located: Located | undefined): PersonaNeeds {
  const map = shape.map(located, 'needs');
  shape.onlyKeys(map, 'needs', ['memory', 'disk', 'cores']);
  const read = (key: string, parse: (text: string) => number | undefined, expected: string): Need | undefined => {
    const found = map?.entries.get(key);
    const text = shape.text(found, `needs.${key}`, expected);
    if (found === undefined || text === undefined) return undefined;
    const amount = parse(text);
    return amount === undefined ? shape.wrong(found, `needs.${key}`, expected) : {amount, place: placeOf(found)};
  };
  const memory = read('memory', parseAmount, "an amount like '1.7 GB'");
  const disk = read('disk', parseAmount, "an amount like '300 MB'");
  const cores = read('cores', parseCores, 'a number of cores');
  return {
    ...(memory === undefined ? {} : {memory}),
    ...(disk === undefined ? {} : {disk}),
    ...(cores === undefined ? {} : {cores}),
  };
}

function parseCores(text: string): number | undefined {
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
