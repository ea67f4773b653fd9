import {DevstackError} from '@devstack/sdk';
import type {Configuration} from '../config/configuration.ts';
import {cannotUse} from '../config/configuration-errors.ts';
import {RUNNERS} from '../config/core-options.ts';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {PlannedServiceArgs, ServiceRecord} from '../steps/service-step.ts';
import type {TraceEntry, TraceState} from '../trace/records.ts';
import type {Session} from './session.ts';

type Chooser = Pick<Session, 'providers' | 'registry' | 'settings' | 'isolation'>;

export interface RunnerQuestion {
  /** `component/service` of everything that is planned. */
  readonly services: readonly string[];
  readonly state: TraceState;
  readonly configuration: Configuration;
  /** Components that were named: for them a choice of another runner than the one that runs them is meant. */
  readonly named: (component: string) => boolean;
}

/**
 * The runner of each service: the one of `--runner`, else of the configuration, else the one that it has or had, else `auto`. What only
 * comes along because something else requires it stays where it runs.
 */
export async function chooseRunners(session: Chooser, question: RunnerQuestion): Promise<ReadonlyMap<string, string>> {
  const {services, state, configuration, named} = question;
  requireKnownServices(configuration, services);
  const records = recordedRunners(state);
  const chosen = new Map<string, string | undefined>();
  for (const id of services) {
    const wanted =
      session.settings.runner === 'auto' ? undefined : (session.settings.runner ?? configured(configuration, id));
    const {current, last} = records(id);
    const isAsked = named(componentOf(id));
    const stays = wanted === undefined || !isAsked ? current : undefined;
    chosen.set(id, stays ?? wanted ?? (last !== undefined && session.registry.has('runner', last) ? last : undefined));
  }
  const isOpen = [...chosen.values()].includes(undefined);
  const auto = isOpen ? await findRunner(session) : '';
  const runners = new Map([...chosen].map(([id, name]) => [id, name ?? auto]));
  // Where a service runs already, its runner is asked for when it is needed; this one sentence then says what is missing.
  for (const [id, name] of runners) if (records(id).current !== name) await requireFitting(session, id, name);
  return runners;
}

/** `auto`: of the runners that may be taken unasked and can be used here, the one with the highest preference. */
export async function findRunner({registry, providers, isolation}: Chooser): Promise<string> {
  const preferenceOf = (name: string): number => registry.describe('runner', name).provided.preference ?? 0;
  const names = registry.names('runner').filter((name) => preferenceOf(name) > 0);
  const why: string[] = [];
  const isIsolated = (await isolation.namespace()) !== undefined;
  for (const name of names.sort((a, b) => preferenceOf(b) - preferenceOf(a))) {
    if (isIsolated && !canEnter(registry, name)) continue;
    const usable = await (await providers.runner(name)).probe();
    if (usable.usable) return name;
    why.push(`${name} cannot be used: ${usable.why}`);
  }
  throw new DevstackError(`cannot choose a runner: ${why.join('; ') || 'no installed plugin provides one'}`, {
    code: 'DEVSTACK_ERR_RUNNER',
    suggestions: ['name one: --runner NAME', 'devstack plugins'],
  });
}

/** Throws when there is no such runner, or when it cannot start a service where the cloud is. */
export async function requireFitting(
  {registry, isolation}: Pick<Chooser, 'registry' | 'isolation'>,
  service: string,
  name: string,
): Promise<void> {
  if (canEnter(registry, name) || (await isolation.namespace()) === undefined) return;
  throw new DevstackError(
    `cannot start ${service} with runner ${name}: the cloud has namespaces of its own, and ${name} starts programs outside of them`,
    {
      code: 'DEVSTACK_ERR_RUNNER',
      suggestions: [
        ...registry
          .names('runner')
          .filter((other) => canEnter(registry, other))
          .map((other) => `another runner: --runner ${other}`),
        'or a cloud without namespaces: --set default.isolation=none',
      ],
    },
  );
}

function canEnter(registry: Chooser['registry'], name: string): boolean {
  return registry.describe('runner', name).provided.namespaces === true;
}

/** What the configuration says of a service, of its component, or of all. */
export function configured(configuration: Configuration, id: string): string | undefined {
  const runners = configuration.section(RUNNERS);
  const name = runners[id] ?? runners[componentOf(id)] ?? configuration.get('default', 'runner');
  return name === undefined || name === '' || name === 'auto' ? undefined : String(name);
}

/** Choices that a command with `--runner` makes for later ones. */
export function runnerChoice(component: string): string {
  return `runner:${component}`;
}

function recordedRunners({entries, reverted, choices}: TraceState) {
  const current = runnersOf(entries.values());
  const earlier = runnersOf(reverted.values());
  return (id: string): {readonly current?: string; readonly last?: string} => {
    const now = current.get(id);
    const last = earlier.get(id) ?? choices.get(runnerChoice(componentOf(id)));
    return {...(now === undefined ? {} : {current: now}), ...(typeof last === 'string' ? {last} : {})};
  };
}

function runnersOf(entries: Iterable<TraceEntry>): Map<string, string> {
  const services = [...entries].filter(({step}) => step.kind === 'service');
  return new Map(
    services.map(({step, after}) => {
      const {id, runner} = step.args as unknown as PlannedServiceArgs;
      return [id, (after as ServiceRecord | undefined)?.handle.runner ?? runner];
    }),
  );
}

/** Of components that are not planned nothing is known. */
function requireKnownServices(configuration: Configuration, services: readonly string[]): void {
  const planned = new Set(services.map(componentOf));
  for (const name of Object.keys(configuration.section(RUNNERS))) {
    if (!name.includes('/') || services.includes(name) || !planned.has(componentOf(name))) continue;
    const setting = {section: RUNNERS, option: name, origin: configuration.origin(RUNNERS, name)};
    const own = services.filter((id) => componentOf(id) === componentOf(name));
    throw cannotUse(
      setting,
      `there is no service '${name}'${didYouMean(name, services)}`,
      'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY',
      own.length === 0 ? [] : [`services of ${componentOf(name)}: ${own.join(', ')}`],
    );
  }
}

export function componentOf(id: string): string {
  return id.split('/', 1)[0]!;
}
