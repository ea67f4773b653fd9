import {DevstackError, type DistroPart, type Origin, type PackageRequest} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {Registry} from '../registry/registry.ts';
import {confError, confNames} from './conf-file.ts';
import type {ConfSources} from './conf-sources.ts';
import {type DistroBase, likeOf, matches, type OsRelease, readBase} from './distro-base.ts';
import type {DistroCommand} from './distro-command.ts';
import {type DistroReading, readDistroPart, readRunnerPackages} from './distro-part.ts';
import {type LayeredFile, readBaseFile, readLayeredFile} from './layered-file.ts';
import {joinLocated} from './located.ts';
import {pluginOfSection, subsystemsOf} from './provider-of.ts';

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
  part(component: string, origin: Origin, subsystems?: readonly string[]): DistroPart;
  /** What is run before its packages are installed, and after it is. */
  commands(component: string, origin: Origin, subsystems?: readonly string[]): readonly DistroCommand[];
  /** What a runner needs on the machine. */
  runnerPackages(runner: string): readonly PackageRequest[];
  /** What it takes to give a cloud namespaces of its own. */
  isolationPackages(): readonly PackageRequest[];
}

/** @param id `default.distro`, or undefined to go by os-release. Throws DEVSTACK_ERR_UNSUPPORTED. */
export async function readDistro(
  sources: ConfSources,
  registry: Registry,
  osRelease: OsRelease,
  id?: string,
): Promise<Distro> {
  const known = await confNames(sources, 'distros');
  if (id !== undefined && !known.includes(id)) throw unknownDistro(id, known);
  const base =
    id === undefined ? await findBase(sources, registry, osRelease, known) : await loadBase(sources, registry, id);
  if (base === undefined) throw unknownDistro(id ?? '', known);
  return distroOf(base, await readDistroFile(sources, registry, base.id), registry);
}

async function loadBase(sources: ConfSources, registry: Registry, id: string): Promise<DistroBase | undefined> {
  return readBase(await readBaseFile(sources, 'distros', id), id, registry);
}

async function findBase(
  sources: ConfSources,
  registry: Registry,
  osRelease: OsRelease,
  known: readonly string[],
): Promise<DistroBase> {
  const bases = await Promise.all(known.map((name) => loadBase(sources, registry, name)));
  const found = bases.find((base) => base !== undefined && matches(base, osRelease));
  if (found === undefined) throw unmatchedMachine(osRelease, known);
  return found;
}

type DistroFile = Pick<LayeredFile, 'base' | 'component'>;

/** A file, and below it those of the distros that it is like. */
async function readDistroFile(
  sources: ConfSources,
  registry: Registry,
  id: string,
  above: readonly string[] = [],
): Promise<DistroFile> {
  const file = await readLayeredFile(sources, 'distros', id, (section) => pluginOfSection(registry, section));
  const like = likeOf(file.base);
  if (like === undefined) return file;
  if (like.name === id || above.includes(like.name)) {
    const circle = [...above, id, like.name].join(' -> ');
    throw confError(like.place, `like: ${circle} goes round in a circle`, 'DEVSTACK_ERR_CONFIG_VALUE');
  }
  const lower = await readDistroFile(sources, registry, like.name, [...above, id]);
  if (lower.base === undefined) {
    throw confError(like.place, `like: there is no distro '${like.name}'`, 'DEVSTACK_ERR_CONFIG_VALUE');
  }
  return {base: file.base, component: (name) => joinLocated(lower.component(name), file.component(name))};
}

function distroOf({id, name, packager, python, release}: DistroBase, file: DistroFile, registry: Registry): Distro {
  const read = (component: string, origin: Origin, subsystems: readonly string[] = []): DistroReading =>
    readDistroPart(id, file.component(component), {
      ...{component, origin, subsystems},
      knownSubsystems: subsystemsOf(registry, component),
    });
  return {
    id,
    name,
    packager,
    python,
    series: (origin) => release.get(origin),
    part: (...choice) => read(...choice).part,
    commands: (...choice) => read(...choice).commands,
    isolationPackages: () => readRunnerPackages(file.component('isolation'), 'isolation'),
    runnerPackages: (runner) => readRunnerPackages(file.component(runner), runner),
  };
}

function unknownDistro(id: string, known: readonly string[]): DevstackError {
  return new DevstackError(`cannot use distro '${id}': nothing is known about it${didYouMean(id, known)}`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: known.map((name) => `--set default.distro=${name}`),
  });
}

function unmatchedMachine(osRelease: OsRelease, known: readonly string[]): DevstackError {
  const machine = osRelease.PRETTY_NAME ?? `ID=${osRelease.ID ?? ''} VERSION_ID=${osRelease.VERSION_ID ?? ''}`;
  return new DevstackError(
    `cannot use this machine: ${machine} is none of the distros that devstack knows: ${known.join(', ')}`,
    {
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      suggestions: known.map((name) => `if it is like ${name}: --set default.distro=${name}`),
    },
  );
}
