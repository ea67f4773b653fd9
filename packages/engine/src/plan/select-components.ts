import {type Component, combineErrors, DevstackError, type Ownership} from '@devstack/sdk';
import type {ConfSources} from '../conf/conf-sources.ts';
import type {Persona} from '../conf/persona.ts';
import type {Registry} from '../registry/registry.ts';
import type {Providers} from '../services/providers.ts';
import {CapabilityMarket} from './capability-market.ts';
import {createComponentContext, type PlanSurroundings} from './component-context.ts';
import {distroSteps} from './distro-steps.ts';
import {OriginChooser, type OriginSettings} from './origin-chooser.ts';
import type {PlannedComponent} from './planned-component.ts';
import {orderByRequirements} from './requirement-order.ts';

/** What decides which components are planned, and how. */
export interface SelectionSettings extends OriginSettings {
  readonly registry: Registry;
  readonly providers: Providers;
  readonly sources: ConfSources;
  readonly persona: Persona;
  /** Subsystems of components that are installed and that the persona does not name. */
  readonly subsystems: ReadonlyMap<string, readonly string[]>;
  readonly root: string;
  readonly cache: string;
  readonly account: Ownership;
  readonly isIsolated: boolean;
}

/** The wanted components and all they require, in order, each with its context. Throws every problem that their verify() finds. */
export async function selectComponents(
  wanted: readonly string[],
  settings: SelectionSettings,
): Promise<PlannedComponent[]> {
  const market = new CapabilityMarket();
  const around: PlanSurroundings = {
    root: settings.root,
    cache: settings.cache,
    configuration: settings.configuration,
    account: settings.account,
    interpreter: settings.configuration.get('python', 'interpreter') ?? settings.distro.python,
    market,
    isIsolated: settings.isIsolated,
  };
  const origins = new OriginChooser(settings);
  const planned = new Map<string, PlannedComponent>();
  const order = await orderByRequirements(wanted, async (name, requiredBy) => {
    const one = await planComponent(name, requiredBy, settings, around, origins);
    planned.set(name, one);
    return one.requires;
  });
  const components = order.map((name) => planned.get(name)!);
  for (const {name, component} of components) fillMarket(market, settings.registry, name, component);
  verifyAll(components);
  return components;
}

async function planComponent(
  name: string,
  requiredBy: string | undefined,
  settings: SelectionSettings,
  around: PlanSurroundings,
  origins: OriginChooser,
): Promise<PlannedComponent> {
  const {provided, plugin} = describe(name, requiredBy, settings.registry);
  const {origin, release} = await origins.choose(name, provided.origins ?? ['distro']);
  const subsystems = chooseSubsystems(name, Object.keys(provided.subsystems ?? {}), settings);
  const context = createComponentContext(
    {
      name,
      subsystems,
      origin,
      distro: settings.distro.part(name, origin, subsystems),
      release: release.part(name, origin),
      machine: await settings.providers.examine(name, settings.configuration.section(name)),
      templates: templateDirectories(settings.sources, plugin.name),
    },
    around,
  );
  const component = await settings.providers.component(name, context);
  const wanted = settings.distro.commands(name, origin, subsystems);
  const commands = distroSteps(wanted, context, component.secrets(), plugin.directory);
  return {name, component, context, requires: component.requires(), commands};
}

/** What the configuration says, then the persona, then an earlier run; all without a choice. In the order of the manifest. */
function chooseSubsystems(
  component: string,
  known: readonly string[],
  {configuration, persona, subsystems}: SelectionSettings,
): readonly string[] {
  if (known.length === 0) return [];
  const chosen =
    configuration.get<readonly string[]>(component, 'subsystems') ??
    persona.components.find(({name}) => name === component)?.subsystems ??
    subsystems.get(component);
  return chosen === undefined ? known : known.filter((name) => chosen.includes(name));
}

function describe(name: string, requiredBy: string | undefined, registry: Registry): ReturnType<Registry['describe']> {
  try {
    return registry.describe('component', name);
  } catch (error) {
    if (requiredBy === undefined || !DevstackError.is(error) || error.code !== 'DEVSTACK_ERR_UNKNOWN_NAME') throw error;
    const {suggestions} = error;
    throw new DevstackError(`${error.message}; ${requiredBy} requires it`, {
      code: error.code,
      suggestions,
      cause: error,
    });
  }
}

function templateDirectories(sources: ConfSources, plugin: string): string[] {
  const own = sources.plugins.filter((candidate) => candidate.plugin === plugin).map(({directory}) => directory);
  return [sources.user, ...own].map((directory) => `${directory}/templates`);
}

function fillMarket(market: CapabilityMarket, registry: Registry, name: string, component: Component): void {
  for (const capability of registry.describe('component', name).provided.capabilities ?? []) {
    market.addSupplier(capability, component);
  }
  market.addDemands(name, component);
}

/** Where one has a problem, another that asks it for something may be at a loss: then the problems are what a person must know. */
function verifyAll(components: readonly PlannedComponent[]): void {
  const losses: unknown[] = [];
  const errors = components.flatMap((one) => {
    try {
      return problemsOf(one);
    } catch (loss) {
      losses.push(loss);
      return [];
    }
  });
  if (errors.length > 0) throw combineErrors(errors);
  if (losses.length > 0) throw losses[0];
}

function problemsOf({name, component}: PlannedComponent): DevstackError[] {
  return component.verify().map(
    ({message, suggestion}) =>
      new DevstackError(`cannot install ${name}: ${message}`, {
        code: 'DEVSTACK_ERR_UNSUPPORTED',
        suggestions: suggestion === undefined ? [] : [suggestion],
      }),
  );
}

/** Which installed components would lose something that they require, directly or through others; the last to be started first. */
export function requiring(components: readonly PlannedComponent[], leaving: readonly string[]): readonly string[] {
  const lost = new Set(leaving);
  for (const {name, requires} of components) {
    if (requires.some((required) => lost.has(required))) lost.add(name);
  }
  return [...lost].filter((name) => !leaving.includes(name)).reverse();
}
