import path from 'node:path';
import {combineErrors, DevstackError, type Json} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {Registry} from '../registry/registry.ts';
import {confNames, readConfFile} from './conf-file.ts';
import {allDirectories, type ConfSources} from './conf-sources.ts';
import {type Located, type LocatedMap, placeOf, placesOf, toJson} from './located.ts';
import {type PersonaNeeds, readNeeds} from './persona-needs.ts';
import {Shape} from './shape.ts';

interface PersonaComponent {
  readonly name: string;
  /** All that the component has when the persona names none. */
  readonly subsystems: readonly string[];
}

/** An option that a persona sets, and where. */
interface PersonaOption {
  readonly section: string;
  readonly option: string;
  readonly value: Json;
  /** `file:line` */
  readonly origin: string;
  readonly places?: Readonly<Record<string, string>>;
}

/** A named choice of components, subsystems and options. */
export interface Persona {
  readonly name: string;
  readonly summary: string;
  readonly components: readonly PersonaComponent[];
  readonly options: readonly PersonaOption[];
  readonly needs: PersonaNeeds;
  /** Whether its clouds want namespaces of their own. */
  readonly isolation?: 'none' | 'namespace';
  /** Relative paths in its options start here. */
  readonly directory: string;
}

/** @param nameOrPath a name, or a path (with a slash or `.yaml`), relative to `cwd`. Throws DEVSTACK_ERR_PERSONA. */
export async function readPersona(
  sources: ConfSources,
  registry: Registry,
  nameOrPath: string,
  cwd: string,
): Promise<Persona> {
  const isPath = nameOrPath.includes('/') || /\.ya?ml$/.test(nameOrPath);
  const files = isPath
    ? [path.resolve(cwd, nameOrPath)]
    : allDirectories(sources)
        .toReversed()
        .map((directory) => path.join(directory, 'personas', `${nameOrPath}.yaml`));
  for (const file of files) {
    const root = await readConfFile(file);
    if (root !== undefined) return personaOf(root, path.basename(file).replace(/\.ya?ml$/, ''), registry);
  }
  throw isPath ? missingFile(files[0]!) : unknownPersona(nameOrPath, await confNames(sources, 'personas'));
}

function personaOf(root: Located, name: string, registry: Registry): Persona {
  const shape = new Shape('DEVSTACK_ERR_PERSONA');
  const map = shape.map(root, 'the file');
  shape.onlyKeys(map, '', ['name', 'summary', 'needs', 'isolation', 'components', 'options']);
  const components = readComponents(shape, map, registry);
  const options = readOptions(shape, map?.entries.get('options'));
  if (map !== undefined && !map.entries.has('components')) shape.wrong(map, 'the file', "the key 'components'");
  const persona = {
    name: shape.text(map?.entries.get('name'), 'name') ?? name,
    summary: shape.text(map?.entries.get('summary'), 'summary') ?? '',
    components,
    options,
    needs: readNeeds(shape, map?.entries.get('needs')),
    ...readIsolation(shape, map?.entries.get('isolation')),
    directory: path.dirname(root.file),
  };
  if (shape.errors.length > 0) throw combineErrors(shape.errors);
  return persona;
}

function readIsolation(shape: Shape, located: Located | undefined): Pick<Persona, 'isolation'> {
  const isolation = shape.text(located, 'isolation');
  if (located === undefined || isolation === undefined) return {};
  if (isolation === 'none' || isolation === 'namespace') return {isolation};
  shape.wrong(located, 'isolation', 'none or namespace');
  return {};
}

function readComponents(shape: Shape, map: LocatedMap | undefined, registry: Registry): readonly PersonaComponent[] {
  const found = shape
    .items(map?.entries.get('components'), 'components', 'components')
    .flatMap((item, index) => readComponent(shape, item, `components[${index}]`, registry) ?? []);
  const twice = found.find(({name}, index) => found.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) shape.wrong(map!.entries.get('components')!, 'components', `${twice.name} once`);
  return found;
}

function readComponent(shape: Shape, item: Located, key: string, registry: Registry): PersonaComponent | undefined {
  if (item.kind !== 'map') {
    const name = shape.text(item, key, 'a component');
    return name !== undefined && isKnown(shape, item, name, registry)
      ? {name, subsystems: subsystemsOf(registry, name)}
      : undefined;
  }
  const [name, settings] = [...item.entries][0] ?? [];
  if (name === undefined || item.entries.size > 1) return shape.wrong(item, key, 'a component with its settings');
  if (!isKnown(shape, item, name, registry)) return undefined;
  const map = shape.map(settings, `${key}.${name}`);
  shape.onlyKeys(map, `${key}.${name}`, ['subsystems']);
  const chosen = map?.entries.get('subsystems');
  return {
    name,
    subsystems: chosen === undefined ? subsystemsOf(registry, name) : readSubsystems(shape, chosen, name, registry),
  };
}

function readSubsystems(shape: Shape, chosen: Located, component: string, registry: Registry): readonly string[] {
  const key = `${component}.subsystems`;
  const known = subsystemsOf(registry, component);
  return shape.items(chosen, key, 'subsystems').flatMap((item, index) => {
    const name = shape.text(item, `${key}[${index}]`, 'a subsystem');
    if (name === undefined) return [];
    if (!known.includes(name)) {
      const expected = known.length === 0 ? 'no subsystem, because it has none' : `one of ${known.join(', ')}`;
      shape.wrong(item, `${key}[${index}]`, expected);
    }
    return [name];
  });
}

function subsystemsOf(registry: Registry, component: string): readonly string[] {
  return Object.keys(registry.describe('component', component).provided.subsystems ?? {});
}

function isKnown(shape: Shape, item: Located, name: string, registry: Registry): boolean {
  try {
    registry.describe('component', name);
    return true;
  } catch (error) {
    if (!DevstackError.is(error)) throw error;
    const {code, suggestions} = error;
    const message = `cannot use persona ${placeOf(item)}: ${error.message}`;
    shape.errors.push(new DevstackError(message, {code, suggestions, cause: error}));
    return false;
  }
}

function readOptions(shape: Shape, located: Located | undefined): readonly PersonaOption[] {
  const sections = [...(shape.map(located, 'options')?.entries ?? [])];
  return sections.flatMap(([section, options]) =>
    [...(shape.map(options, `options.${section}`)?.entries ?? [])].map(([option, value]) => ({
      section,
      option,
      value: value.kind === 'scalar' && value.value !== null ? value.source : toJson(value),
      origin: placeOf(value),
      ...placesOf(value),
    })),
  );
}

function missingFile(file: string): DevstackError {
  return new DevstackError(`cannot use persona ${file}: there is no such file, or it is empty`, {
    code: 'DEVSTACK_ERR_PERSONA',
  });
}

function unknownPersona(name: string, known: readonly string[]): DevstackError {
  return new DevstackError(`cannot use persona '${name}': there is no such persona${didYouMean(name, known)}`, {
    code: 'DEVSTACK_ERR_PERSONA',
    suggestions: [`known personas: ${known.join(', ')}`, 'a file of your own: --persona ./FILE.yaml'],
  });
}
