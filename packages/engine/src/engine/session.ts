import type {AnyStepHandler, Cloud, Host, HostFacts, OptionValues} from '@devstack/sdk';
import {type ConfSources, confSources} from '../conf/conf-sources.ts';
import {type Distro, readDistro} from '../conf/distro.ts';
import {type Persona, readPersona} from '../conf/persona.ts';
import {type Release, readRelease} from '../conf/release.ts';
import type {Configuration} from '../config/configuration.ts';
import {loadConfiguration} from '../config/load-configuration.ts';
import type {EventSink} from '../events.ts';
import {builtInHandlers} from '../execute/step-table.ts';
import {LocalHost} from '../host/local-host.ts';
import {Isolation} from '../isolation/isolation.ts';
import {recordedPlan} from '../isolation/isolation-choice.ts';
import {wayInto} from '../isolation/way-into.ts';
import {Registry} from '../registry/registry.ts';
import {HttpService} from '../services/http.ts';
import {Providers} from '../services/providers.ts';
import type {EngineSettings} from '../settings.ts';
import {type Installation, locateInstallation, readState} from './installation.ts';
import {choosePersona} from './persona-choice.ts';

/** Everything that one invocation of devstack knows before it looks at components. */
export interface Session {
  readonly settings: EngineSettings;
  /** The machine. */
  readonly host: Host;
  /** Where the cloud is. */
  readonly isolation: Isolation;
  readonly facts: HostFacts;
  /** As the cloud sees it. */
  readonly http: HttpService;
  readonly registry: Registry;
  readonly providers: Providers;
  readonly handlers: Map<string, AnyStepHandler>;
  readonly configuration: Configuration;
  readonly sources: ConfSources;
  readonly installation: Installation;
  readonly emit: EventSink;
  readonly notes: string[];
  readonly note: (message: string) => void;
}

export async function openSession(settings: EngineSettings): Promise<Session> {
  const host = settings.host ?? new LocalHost(settings.variables);
  const registry = new Registry(settings.plugins);
  const emit: EventSink = settings.onEvent ?? (() => undefined);
  const [facts, configuration] = await Promise.all([host.facts(), loadConfiguration(settings, registry, host)]);
  const installation = locateInstallation(configuration, facts, settings.cwd);
  const isolation = new Isolation(host, installation.paths.state, async () =>
    recordedPlan((await readState(installation)).choices),
  );
  const http = new HttpService(settings.variables, wayInto(isolation, 'cloud'));
  const cloud: Cloud = async () => (await import('./client-environment.ts')).clientEnvironment(session);
  const options = (section: string): OptionValues => configuration.section(section);
  const given = {isolation, http, emit, cloud, options, cache: installation.cache};
  const providers = await makeProviders(settings, registry, given);
  const notes: string[] = [];
  const session: Session = {
    settings,
    host,
    isolation,
    facts,
    http,
    registry,
    providers,
    handlers: builtInHandlers(isolation, http, providers),
    configuration,
    sources: confSources(settings, registry),
    installation,
    emit,
    notes,
    note(message) {
      notes.push(message);
      emit({type: 'note', message});
    },
  };
  return session;
}

interface ForProviders {
  readonly isolation: Isolation;
  readonly http: HttpService;
  readonly emit: EventSink;
  readonly cloud: Cloud;
  readonly options: (section: string) => OptionValues;
  readonly cache: string;
}

async function makeProviders(
  {variables, home}: EngineSettings,
  registry: Registry,
  given: ForProviders,
): Promise<Providers> {
  const {createContainer} = await import('../registry/container.ts');
  const log = (level: 'debug' | 'info' | 'warn') => (message: string) => given.emit({type: 'log', level, message});
  return new Providers(registry, createContainer(), {
    host: given.isolation.cloud,
    http: given.http,
    machine: {host: given.isolation.machine, http: new HttpService(variables, wayInto(given.isolation, 'machine'))},
    logger: {debug: log('debug'), info: log('info'), warn: log('warn')},
    environment: {variables, home, cache: given.cache},
    cloud: given.cloud,
    options: given.options,
  });
}

/** The persona and the distro: read only by what plans components. */
export async function readScene(
  session: Session,
  installed: string | undefined,
): Promise<{
  readonly persona: Persona;
  /** Its name, or the path of its file: what a later run needs to read it again. */
  readonly personaRef: string;
  readonly configuration: Configuration;
  readonly distro: Distro;
  readonly readRelease: (series: string) => Promise<Release>;
}> {
  const {configuration, sources, registry, facts, settings} = session;
  const personaRef = choosePersona(settings, configuration, installed);
  const [persona, distro] = await Promise.all([
    readPersona(sources, registry, personaRef, settings.cwd),
    readDistro(sources, registry, facts.osRelease, configuration.get('default', 'distro')),
  ]);
  const releases = new Map<string, Promise<Release>>();
  return {
    persona,
    personaRef,
    configuration: configuration.withPersona(persona),
    distro,
    readRelease(series) {
      const reading = releases.get(series) ?? readRelease(sources, registry, series);
      releases.set(series, reading);
      return reading;
    },
  };
}
