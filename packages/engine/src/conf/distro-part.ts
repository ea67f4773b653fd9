import {
  combineErrors,
  DevstackError,
  type DistroPart,
  type Json,
  type Origin,
  type PackageRequest,
} from '@devstack/sdk';
import type {Located, LocatedMap} from './located.ts';
import {Shape} from './shape.ts';

const ORIGINS: readonly Origin[] = ['pypi', 'git', 'distro'];

/** What a distro file says about a component. @param id of the distro */
export function readDistroPart(
  id: string,
  located: Located | undefined,
  component: string,
  origin: Origin,
): DistroPart {
  const shape = new Shape();
  const map = shape.map(located, component);
  const lists = shape.map(map?.entries.get('packages'), `${component}.packages`);
  shape.onlyKeys(lists, `${component}.packages`, ORIGINS);
  const packages = readPackages(shape, lists?.entries.get(origin), `${component}.packages.${origin}`);
  const {packages: _, ...settings}: Readonly<Record<string, Json | undefined>> = shape.json(map);
  if (shape.errors.length > 0) throw combineErrors(shape.errors);
  if (lists !== undefined && !lists.entries.has(origin)) throw unsupportedOrigin(id, component, origin, lists);
  return {id, packages, settings};
}

/** What a distro file says that a runner needs: `screen: {packages: [screen]}`. */
export function readRunnerPackages(located: Located | undefined, runner: string): readonly PackageRequest[] {
  const shape = new Shape();
  const map = shape.map(located, runner);
  shape.onlyKeys(map, runner, ['packages']);
  const packages = readPackages(shape, map?.entries.get('packages'), `${runner}.packages`);
  if (shape.errors.length > 0) throw combineErrors(shape.errors);
  return packages;
}

function readPackages(shape: Shape, located: Located | undefined, key: string): readonly PackageRequest[] {
  return shape
    .items(located, key, 'packages')
    .flatMap((item, index) => readPackage(shape, item, `${key}[${index}]`) ?? []);
}

function readPackage(shape: Shape, item: Located, key: string): PackageRequest | undefined {
  if (item.kind !== 'map') {
    const name = shape.text(item, key, 'a package');
    return name === undefined ? undefined : {name};
  }
  shape.onlyKeys(item, key, ['name', 'version', 'removable']);
  const name = shape.text(item.entries.get('name'), `${key}.name`) ?? shape.wrong(item, key, 'a package with a name');
  const version = shape.text(item.entries.get('version'), `${key}.version`);
  const removable = shape.boolean(item.entries.get('removable'), `${key}.removable`);
  if (name === undefined) return undefined;
  return {name, ...(version === undefined ? {} : {version}), ...(removable === undefined ? {} : {removable})};
}

function unsupportedOrigin(id: string, component: string, origin: Origin, lists: LocatedMap): DevstackError {
  const listed = [...lists.entries.keys()].join(', ');
  return new DevstackError(
    `cannot install ${component} from ${origin} on ${id}: ${lists.file} lists packages only for ${listed}`,
    {
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      suggestions: [...lists.entries.keys()].map((name) => `--set default.origin=${name}`),
    },
  );
}
