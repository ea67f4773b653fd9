import {DevstackError} from '@devstack/sdk';
import {type LocatedMap, placeOf} from './located.ts';
import type {Shape} from './shape.ts';

/** Why a component cannot be had on a distro, and what to do instead. */
export interface DistroRefusal {
  readonly why: string;
  readonly instead?: string;
  /** `file:line` */
  readonly place: string;
}

/** `swift: {refused: {why: ..., instead: ...}}`. With `refused: false`, one of a distro that this one is like does not hold. */
export function readRefusal(shape: Shape, map: LocatedMap | undefined, component: string): DistroRefusal | undefined {
  const located = map?.entries.get('refused');
  if (located?.kind === 'scalar' && located.value === false) return undefined;
  const key = `${component}.refused`;
  const refused = shape.map(located, key);
  if (refused === undefined) return undefined;
  shape.onlyKeys(refused, key, ['why', 'instead']);
  const instead = shape.text(refused.entries.get('instead'), `${key}.instead`);
  const why = shape.text(refused.entries.get('why'), `${key}.why`) ?? shape.wrong(refused, key, 'a map with why');
  return why === undefined ? undefined : {why, place: placeOf(refused), ...(instead === undefined ? {} : {instead})};
}

/** @param id of the distro */
export function refusedComponent(id: string, component: string, {why, instead, place}: DistroRefusal): DevstackError {
  return new DevstackError(`cannot install ${component} on ${id}: ${why}; ${place} says so`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    ...(instead === undefined ? {} : {suggestions: [instead]}),
  });
}
