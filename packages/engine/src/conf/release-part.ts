import {readFileSync} from 'node:fs';
import path from 'node:path';
import {combineErrors, DevstackError, messageOf, type Origin, type ReleasePart} from '@devstack/sdk';
import type {Located, LocatedMap} from './located.ts';
import {Shape} from './shape.ts';

const ORIGINS: readonly Origin[] = ['pypi', 'git', 'distro'];
const KEYS = ['requirements', 'optional', 'lock', 'repository', 'ref', 'settings'];

/** What a release file says about a component for an origin. Settings of the origin are added to those of the component. */
export function readReleasePart(series: string, located: Located, component: string, origin: Origin): ReleasePart {
  const shape = new Shape();
  const map = shape.map(located, component);
  shape.onlyKeys(map, component, [...ORIGINS, 'settings']);
  const key = `${component}.${origin}`;
  const own = shape.map(map?.entries.get(origin), key);
  shape.onlyKeys(own, key, KEYS);
  const text = (name: string) => shape.text(own?.entries.get(name), `${key}.${name}`);
  // For whoever makes the lock: it has them too, for those who ask for them.
  shape.texts(own?.entries.get('optional'), `${key}.optional`, 'requirements');
  const part = {
    series,
    requirements: shape.texts(own?.entries.get('requirements'), `${key}.requirements`, 'requirements'),
    ...given('repository', text('repository')),
    ...given('ref', text('ref')),
    ...given('lock', readLock(shape, own, `${key}.lock`)),
    settings: {
      ...shape.json(shape.map(map?.entries.get('settings'), `${component}.settings`)),
      ...shape.json(shape.map(own?.entries.get('settings'), `${key}.settings`)),
    },
  };
  if (shape.errors.length > 0) throw combineErrors(shape.errors);
  if (own === undefined) throw notFromOrigin(series, component, origin, map!);
  return part;
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): {readonly [K in Key]?: Value} {
  return (value === undefined ? {} : {[key]: value}) as {readonly [K in Key]?: Value};
}

/** The lock lies beside the file that names it. */
function readLock(shape: Shape, own: LocatedMap | undefined, key: string): ReleasePart['lock'] | undefined {
  const located = own?.entries.get('lock');
  const name = shape.text(located, key);
  if (located === undefined || name === undefined) return undefined;
  const file = path.resolve(path.dirname(located.file), name);
  try {
    return {name: nameOfLock(file), text: readFileSync(file, 'utf8')};
  } catch (error) {
    return shape.wrong(located, key, `a file that can be read (${messageOf(error)})`);
  }
}

/** `plugin-keystone/2026.2.lock`: every plugin has one of the same name. */
function nameOfLock(file: string): string {
  const plugin = path.basename(path.resolve(path.dirname(file), '../..'));
  return `${plugin}/${path.basename(file)}`;
}

function notFromOrigin(series: string, component: string, origin: Origin, map: LocatedMap): DevstackError {
  const listed = ORIGINS.filter((name) => map.entries.has(name));
  return new DevstackError(
    `cannot install ${component} of release ${series} from ${origin}: ${map.file} has it only for ${listed.join(', ') || 'nothing'}`,
    {code: 'DEVSTACK_ERR_UNSUPPORTED', suggestions: listed.map((name) => `--set default.origin=${name}`)},
  );
}
