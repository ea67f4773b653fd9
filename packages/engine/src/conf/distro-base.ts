import {combineErrors} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';
import {confError} from './conf-file.ts';
import type {Located, LocatedMap} from './located.ts';
import {Shape} from './shape.ts';

const KEYS = ['id', 'name', 'like', 'match', 'packager', 'python', 'release', 'isolation'];

/** Fields of os-release and what they must be. */
type Match = ReadonlyMap<string, string>;
export type OsRelease = Readonly<Record<string, string | undefined>>;

/** What a distro file says of the machine as a whole. */
export interface DistroBase {
  readonly id: string;
  readonly name: string;
  /** One that fits is enough. */
  readonly match: readonly Match[];
  readonly packager: string;
  readonly python: string;
  readonly release: ReadonlyMap<string, string>;
}

/** Whether a distro file is about this machine. One field has several words, of which one is enough: ID_LIKE. */
export function matches({match}: DistroBase, osRelease: OsRelease): boolean {
  const fits = ([key, value]: readonly [string, string]): boolean =>
    key === 'ID_LIKE' ? (osRelease[key] ?? '').split(' ').includes(value) : osRelease[key] === value;
  return match.some((facts) => facts.size > 0 && [...facts].every(fits));
}

/** The distro whose parts hold here too, and where the file says so. */
export function likeOf(base: LocatedMap | undefined): {readonly name: string; readonly place: Located} | undefined {
  const place = base?.entries.get('like');
  const name = new Shape().text(place, 'like');
  return place === undefined || name === undefined ? undefined : {name, place};
}

/** Undefined when neither the host nor the user has a file. */
export function readBase(base: LocatedMap | undefined, id: string, registry: Registry): DistroBase | undefined {
  if (base === undefined) return undefined;
  const shape = new Shape();
  const text = (key: string) => shape.text(base.entries.get(key), key);
  const match = readMatch(shape, base.entries.get('match'));
  const release = textMap(shape, base.entries.get('release'), 'release');
  shape.onlyKeys(base, '', [...KEYS, ...registry.names('component'), ...registry.names('runner')]);
  shape.onlyKeys(shape.map(base.entries.get('release'), 'release'), 'release', ['pypi', 'git', 'distro']);
  const found = {id: text('id'), name: text('name'), packager: text('packager'), python: text('python')};
  text('like');
  for (const key of ['packager', 'python'] as const) {
    if (!base.entries.has(key))
      shape.errors.push(confError(base, `${key}: expected text, found nothing`, 'DEVSTACK_ERR_CONFIG_VALUE'));
  }
  if (found.id !== undefined && found.id !== id)
    shape.wrong(base.entries.get('id')!, 'id', `'${id}', as the file is called`);
  if (shape.errors.length > 0) throw combineErrors(shape.errors);
  return {id, name: found.name ?? id, match, packager: found.packager!, python: found.python!, release};
}

/** A map, or a list of maps. */
function readMatch(shape: Shape, located: Located | undefined): Match[] {
  if (located?.kind !== 'list') return [textMap(shape, located, 'match')];
  return located.items.map((item, index) => textMap(shape, item, `match[${index}]`));
}

function textMap(shape: Shape, located: Located | undefined, key: string): ReadonlyMap<string, string> {
  const entries = [...(shape.map(located, key)?.entries ?? [])];
  return new Map(
    entries.flatMap(([name, value]) => {
      const text = shape.text(value, `${key}.${name}`);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
}
