import {combineErrors, DevstackError, type DistroPart, type Origin, type PackageRequest} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {Registry} from '../registry/registry.ts';
import {confError, confNames} from './conf-file.ts';
import type {ConfSources} from './conf-sources.ts';
import {readDistroPart, readRunnerPackages} from './distro-part.ts';
import {type LayeredFile, readLayeredFile} from './layered-file.ts';
import type {Located} from './located.ts';
import {pluginOfSection} from './provider-of.ts';
import {Shape} from './shape.ts';

const BASE_KEYS = ['id', 'name', 'match', 'packager', 'python', 'release'];

/** What differs between systems. */
export interface Distro {
  readonly id: string;
  readonly name: string;
  /** Name of the packager for its packages. */
  readonly packager: string;
  /** Absolute path of the interpreter that Python environments are made with. */
  readonly python: string;
  /** The release that an origin gives on this distro when none is configured. */
  series(origin: Origin): string | undefined;
  /** Throws DEVSTACK_ERR_UNSUPPORTED when the component has packages on this distro, but not for the origin. */
  part(component: string, origin: Origin): DistroPart;
  /** What a runner needs on the machine. */
  runnerPackages(runner: string): readonly PackageRequest[];
}

interface Base {
  readonly id: string;
  readonly name: string;
  readonly match: Readonly<Record<string, string>>;
  readonly packager: string;
  readonly python: string;
  readonly release: ReadonlyMap<string, string>;
}

/** @param id `default.distro`, or undefined to go by os-release. Throws DEVSTACK_ERR_UNSUPPORTED. */
export async function readDistro(
  sources: ConfSources,
  registry: Registry,
  osRelease: Readonly<Record<string, string | undefined>>,
  id?: string,
): Promise<Distro> {
  const known = await confNames(sources, 'distros');
  if (id !== undefined) {
    if (!known.includes(id)) throw unknownDistro(id, known);
    const file = await readDistroFile(sources, registry, id);
    return distroOf(readBase(file, id, registry), file);
  }
  const distros = await Promise.all(
    known.map(async (name) => {
      const file = await readDistroFile(sources, registry, name);
      return file.base === undefined ? undefined : ([readBase(file, name, registry), file] as const);
    }),
  );
  const match = distros.find((distro) => distro !== undefined && matches(distro[0], osRelease));
  if (match === undefined) throw unmatchedMachine(osRelease, known);
  return distroOf(...match);
}

function readDistroFile(sources: ConfSources, registry: Registry, id: string): Promise<LayeredFile> {
  return readLayeredFile(sources, 'distros', id, (section) => pluginOfSection(registry, section));
}

function matches({match}: Base, osRelease: Readonly<Record<string, string | undefined>>): boolean {
  const facts = Object.entries(match);
  return facts.length > 0 && facts.every(([key, value]) => osRelease[key] === value);
}

function readBase({base}: LayeredFile, id: string, registry: Registry): Base {
  const shape = new Shape();
  const text = (key: string) => shape.text(base?.entries.get(key), key);
  const match = textMap(shape, base?.entries.get('match'), 'match');
  const release = textMap(shape, base?.entries.get('release'), 'release');
  shape.onlyKeys(base, '', [...BASE_KEYS, ...registry.names('component'), ...registry.names('runner')]);
  shape.onlyKeys(shape.map(base?.entries.get('release'), 'release'), 'release', ['pypi', 'git', 'distro']);
  const found = {id: text('id'), name: text('name'), packager: text('packager'), python: text('python')};
  if (base !== undefined) {
    for (const key of ['packager', 'python'] as const) {
      if (!base.entries.has(key))
        shape.errors.push(confError(base, `${key}: expected text, found nothing`, 'DEVSTACK_ERR_CONFIG_VALUE'));
    }
  }
  if (found.id !== undefined && found.id !== id)
    shape.wrong(base!.entries.get('id')!, 'id', `'${id}', as the file is called`);
  if (shape.errors.length > 0) throw combineErrors(shape.errors);
  if (found.packager === undefined || found.python === undefined) throw unknownDistro(id, []);
  return {
    id,
    name: found.name ?? id,
    match: Object.fromEntries(match),
    packager: found.packager,
    python: found.python,
    release,
  };
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

function distroOf({id, name, packager, python, release}: Base, file: LayeredFile): Distro {
  return {
    id,
    name,
    packager,
    python,
    series: (origin) => release.get(origin),
    part: (component, origin) => readDistroPart(id, file.component(component), component, origin),
    runnerPackages: (runner) => readRunnerPackages(file.component(runner), runner),
  };
}

function unknownDistro(id: string, known: readonly string[]): DevstackError {
  return new DevstackError(`cannot use distro '${id}': nothing is known about it${didYouMean(id, known)}`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: known.map((name) => `--set default.distro=${name}`),
  });
}

function unmatchedMachine(
  osRelease: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): DevstackError {
  const machine = osRelease.PRETTY_NAME ?? `ID=${osRelease.ID ?? ''} VERSION_ID=${osRelease.VERSION_ID ?? ''}`;
  return new DevstackError(
    `cannot use this machine: ${machine} is none of the distros that devstack knows: ${known.join(', ')}`,
    {
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      suggestions: known.map((name) => `if it is like ${name}: --set default.distro=${name}`),
    },
  );
}
