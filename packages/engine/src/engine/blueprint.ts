import type {Ownership, Step} from '@devstack/sdk';
import type {Distro} from '../conf/distro.ts';
import type {Persona} from '../conf/persona.ts';
import type {Configuration} from '../config/configuration.ts';
import {isOfCloud, loadHandlers} from '../execute/step-table.ts';
import type {NamespacePlan} from '../isolation/namespace-plan.ts';
import {checkGraph} from '../plan/check-graph.ts';
import {checkPrivileges} from '../plan/check-privileges.ts';
import {completeSteps} from '../plan/complete-steps.ts';
import {collectSteps, preUninstallSteps} from '../plan/component-steps.ts';
import {mergeSteps} from '../plan/merge-steps.ts';
import type {PlannedComponent} from '../plan/planned-component.ts';
import {selectComponents} from '../plan/select-components.ts';
import {addFileOptions} from '../plan/service-file-options.ts';
import {SecretBook} from '../secrets/secret-book.ts';
import type {TraceState} from '../trace/records.ts';
import {readChoices} from './installation.ts';
import {planIsolation} from './plan-isolation.ts';
import {chooseRunners} from './runner-choice.ts';
import {readScene, type Session} from './session.ts';

/** All steps of install and start for a set of components, as they should be; nothing says yet which of them are done. */
export interface Blueprint {
  readonly persona: Persona;
  readonly personaRef: string;
  /** The components that were asked for, and what they require. */
  readonly selected: readonly string[];
  /** Those, and the ones that are installed already. In the order of requirements. */
  readonly components: readonly PlannedComponent[];
  readonly steps: readonly Step[];
  readonly secrets: SecretBook;
  readonly namespace?: NamespacePlan;
}

/**
 * @param wanted names of components; empty: what the persona names
 * @param without components that are about to leave: they are not planned unless something requires them
 */
export async function drawBlueprint(
  session: Session,
  state: TraceState,
  wanted: readonly string[],
  without?: readonly string[],
): Promise<Blueprint> {
  const choices = readChoices(state);
  const scene = await readScene(session, choices.persona);
  const {configuration, namespace} = await planIsolation(session, state, scene);
  const staying = choices.components.filter((name) => !(without ?? []).includes(name));
  const asked = without === undefined ? askedFor(wanted, scene.persona, staying) : [];
  const {root, cache, account} = session.installation;
  const components = await selectComponents([...asked, ...staying], {
    ...session,
    ...scene,
    configuration,
    isIsolated: namespace !== undefined,
    root,
    cache,
    account,
    downloads: session.providers.downloads,
    origins: choices.origins,
    subsystems: choices.subsystems,
  });
  const collected = collectSteps(components);
  const agreed = new Set(components.flatMap(({commands}) => commands?.agreed ?? []));
  checkPrivileges([...collected, ...components.flatMap(preUninstallSteps)], session.registry, root, agreed);
  const runners = await chooseRunners(session, {
    services: serviceNames(collected),
    state,
    configuration,
    named: (component) => wanted.length === 0 || wanted.includes(component),
  });
  const steps = await completeAndMerge(
    session,
    {configuration, distro: scene.distro, runners, compiled: fromDistro(components), namespace},
    addFileOptions(collected, configuration.entries()),
  );
  const declared = components.flatMap(({name, component}) =>
    component.secrets().map((one) => ({...one, component: name})),
  );
  const secrets = await SecretBook.read({host: session.host, root, configuration, declared});
  return {
    persona: scene.persona,
    personaRef: scene.personaRef,
    selected: closure(asked, components),
    components,
    steps,
    secrets,
    ...(namespace === undefined ? {} : {namespace}),
  };
}

/** Without names everything is meant: what the persona names, and what is installed already. */
function askedFor(wanted: readonly string[], persona: Persona, installed: readonly string[]): readonly string[] {
  return wanted.length > 0 ? wanted : [...persona.components.map(({name}) => name), ...installed];
}

function closure(asked: readonly string[], components: readonly PlannedComponent[]): string[] {
  const wanted = new Set(asked);
  for (const {name, requires} of components.toReversed())
    if (wanted.has(name)) for (const one of requires) wanted.add(one);
  return components.map(({name}) => name).filter((name) => wanted.has(name));
}

interface Completion {
  readonly configuration: Configuration;
  readonly distro: Distro;
  /** By `component/service`. */
  readonly runners: ReadonlyMap<string, string>;
  /** Components of which the distribution has the code. */
  readonly compiled: ReadonlySet<string>;
  readonly namespace: NamespacePlan | undefined;
}

function fromDistro(components: readonly PlannedComponent[]): ReadonlySet<string> {
  return new Set(components.filter(({context}) => context.origin === 'distro').map(({name}) => name));
}

function serviceNames(steps: readonly Step[]): string[] {
  const services = steps.filter(({kind}) => kind === 'service');
  return services.map(({components, args}) => `${components[0]}/${(args as {readonly name: string}).name}`);
}

async function completeAndMerge(
  {installation, handlers, providers, registry}: Session,
  {configuration, distro, runners, compiled, namespace}: Completion,
  collected: readonly Step[],
): Promise<Step[]> {
  const completed = completeSteps(collected, {
    root: installation.root,
    cache: installation.cache,
    packager: configuration.get('default', 'packager') ?? distro.packager,
    runnerOf: (service) => runners.get(service) ?? '',
    runnerPackages: (runner) => distro.runnerPackages(runner),
    isCompiled: (component) => compiled.has(component),
    environment: serviceEnvironment(installation.root, installation.account),
    account: installation.makesAccount ? installation.account : undefined,
    namespace,
    namespacePackages: distro.isolationPackages(),
    isOfCloud: (kind) => isOfCloud(registry, kind),
  });
  await loadHandlers(handlers, completed, providers);
  const steps = mergeSteps(completed, handlers);
  checkGraph(steps);
  return steps;
}

/** The environment of services and commands: the same on every machine, nothing of the caller's. */
function serviceEnvironment(root: string, {user}: Ownership): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    HOME: root,
    USER: user,
    LOGNAME: user,
  };
}
