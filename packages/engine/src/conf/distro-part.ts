import {
  combineErrors,
  DevstackError,
  type DistroPart,
  type Json,
  type Origin,
  type PackageRequest,
} from '@devstack/sdk';
import {COMMAND_PHASES, type DistroCommand, readCommands} from './distro-command.ts';
import {readPackages, readPip} from './distro-packages.ts';
import {readRefusal, refusedComponent} from './distro-refusal.ts';
import type {Located, LocatedMap} from './located.ts';
import {Shape} from './shape.ts';

const ORIGINS: readonly Origin[] = ['pypi', 'git', 'distro'];
/** What a subsystem may say; a component says more, which are its settings. */
const PART_KEYS = ['packages', 'pips', ...COMMAND_PHASES];
const COMPONENT_KEYS = [...PART_KEYS, 'subsystems', 'refused'];

/** Which part of a distro file is read, and for what. */
interface PartChoice {
  readonly component: string;
  readonly origin: Origin;
  /** Those that are chosen, of those that the component has. */
  readonly subsystems: readonly string[];
  readonly knownSubsystems: readonly string[];
}

/** What a distro file says about a component with its subsystems. */
export interface DistroReading {
  readonly part: DistroPart;
  readonly commands: readonly DistroCommand[];
}

/** A component's part, or a subsystem's. */
interface Portion {
  readonly packages: readonly PackageRequest[];
  readonly pips: readonly string[];
  readonly commands: readonly DistroCommand[];
}

/** @param id of the distro */
export function readDistroPart(id: string, located: Located | undefined, choice: PartChoice): DistroReading {
  const {component, origin} = choice;
  const shape = new Shape();
  const map = shape.map(located, component);
  const portions = [readPortion(shape, map, component, origin), ...readSubsystems(shape, map, choice)];
  const settings = Object.entries(shape.json(map)).filter(([key]) => !COMPONENT_KEYS.includes(key));
  const refusal = readRefusal(shape, map, component);
  if (shape.errors.length > 0) throw combineErrors(shape.errors);
  if (refusal !== undefined) throw refusedComponent(id, component, refusal);
  const lists = map?.entries.get('packages');
  if (lists?.kind === 'map' && !lists.entries.has(origin)) throw unsupportedOrigin(id, component, origin, lists);
  const pips = portions.flatMap((portion) => portion.pips);
  const part = {
    id,
    packages: portions.flatMap((portion) => portion.packages),
    ...(pips.length === 0 ? {} : {pips}),
    settings: Object.fromEntries(settings) as Readonly<Record<string, Json | undefined>>,
  };
  return {part, commands: portions.flatMap(({commands}) => commands)};
}

/** What a distro file says that a runner, or `isolation`, needs: `screen: {packages: [screen]}`. */
export function readRunnerPackages(located: Located | undefined, runner: string): readonly PackageRequest[] {
  const shape = new Shape();
  const map = shape.map(located, runner);
  shape.onlyKeys(map, runner, ['packages']);
  const packages = readPackages(shape, map?.entries.get('packages'), `${runner}.packages`);
  if (shape.errors.length > 0) throw combineErrors(shape.errors);
  return packages.map(({request}) => request);
}

/** Those that are not chosen are read for their faults. */
function readSubsystems(
  shape: Shape,
  map: LocatedMap | undefined,
  {component, origin, subsystems, knownSubsystems}: PartChoice,
): Portion[] {
  const key = `${component}.subsystems`;
  const all = shape.map(map?.entries.get('subsystems'), key);
  shape.onlyKeys(all, key, knownSubsystems);
  return [...(all?.entries ?? [])].flatMap(([name, located]) => {
    const own = shape.map(located, `${key}.${name}`);
    shape.onlyKeys(own, `${key}.${name}`, PART_KEYS);
    const portion = readPortion(shape, own, `${key}.${name}`, origin);
    return subsystems.includes(name) ? [portion] : [];
  });
}

function readPortion(shape: Shape, map: LocatedMap | undefined, key: string, origin: Origin): Portion {
  const packages = readPackages(shape, ofOrigin(shape, map, `${key}.packages`, origin), `${key}.packages.${origin}`);
  const pips = shape.items(ofOrigin(shape, map, `${key}.pips`, origin), `${key}.pips.${origin}`, 'requirements');
  return {
    packages: packages.map(({request}) => request),
    pips: pips.flatMap((item, index) => readPip(shape, item, `${key}.pips.${origin}[${index}]`) ?? []),
    commands: [...readCommands(shape, map, key), ...packages.flatMap(({commands}) => commands)],
  };
}

/** A list of each origin: `{pypi: [], git: [], distro: []}`. */
function ofOrigin(shape: Shape, map: LocatedMap | undefined, key: string, origin: Origin): Located | undefined {
  const name = key.slice(key.lastIndexOf('.') + 1);
  const lists = shape.map(map?.entries.get(name), key);
  shape.onlyKeys(lists, key, name === 'pips' ? ORIGINS.filter((one) => one !== 'distro') : ORIGINS);
  return lists?.entries.get(origin);
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
