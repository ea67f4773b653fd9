import {
  type AnyStepHandler,
  type Check,
  type Cloud,
  type Component,
  type ComponentContext,
  type Environment,
  type Host,
  type Http,
  type ImageUploader,
  type JsonObject,
  type Kind,
  type Kinds,
  type Logger,
  type OptionValues,
  type Packager,
  type Provided,
  type Runner,
  T,
} from '@devstack/sdk';
import type {Container} from '../registry/container.ts';
import type {Registry} from '../registry/registry.ts';
import {announcedHost} from './announced-host.ts';
import {DownloadService} from './downloads.ts';

export interface Shared {
  /** As the cloud sees it, and as the machine does. */
  readonly host: Host;
  readonly http: Http;
  readonly machine: {readonly host: Host; readonly http: Http};
  readonly logger: Logger;
  readonly environment: Environment;
  readonly cloud: Cloud;
  /** The options of a section, asked for when a provider wants its own. */
  readonly options: (section: string) => OptionValues;
}

/** Constructs what plugins provide, each thing once, and gives them what they ask for. */
export class Providers {
  readonly #registry: Registry;
  readonly #container: Container;
  readonly #options: Shared['options'];
  readonly #cloud: Pick<Shared, 'host' | 'http'>;
  readonly #machine: Shared['machine'];
  readonly #examined = new Map<string, Promise<JsonObject>>();
  readonly #made = new Map<string, Promise<unknown>>();
  readonly downloads: DownloadService;

  constructor(registry: Registry, container: Container, shared: Shared) {
    this.#registry = registry;
    this.#container = container;
    this.#options = shared.options;
    this.#cloud = shared;
    this.#machine = shared.machine;
    this.downloads = new DownloadService(registry, (name) => this.#construct('downloader', name));
    container.provide(T.host, {value: shared.host});
    container.provide(T.http, {value: shared.http});
    container.provide(T.logger, {value: shared.logger});
    container.provide(T.environment, {value: shared.environment});
    container.provide(T.cloud, {value: shared.cloud});
    container.provide(T.downloads, {value: this.downloads});
    container.provide(T.packagers, {value: {get: (name) => this.packager(name)}});
  }

  packager(name: string): Promise<Packager> {
    return this.#construct('packager', name);
  }

  runner(name: string): Promise<Runner> {
    return this.#construct('runner', name);
  }

  check(name: string): Promise<Check> {
    return this.#construct('check', name);
  }

  uploader(name: string): Promise<ImageUploader> {
    return this.#construct('uploader', name);
  }

  stepHandler(kind: string): Promise<AnyStepHandler> {
    return this.#construct('step', kind);
  }

  /** What a component has to know of the machine; it is asked once. */
  examine(name: string, options: OptionValues): Promise<JsonObject> {
    const examined = this.#examined.get(name) ?? this.#examine(name, options);
    this.#examined.set(name, examined);
    return examined;
  }

  async #examine(name: string, options: OptionValues): Promise<JsonObject> {
    const provider = await this.#registry.load('component', name);
    const host = announcedHost(this.#machine.host, this.#registry.describe('component', name));
    return (await provider.examine?.(host, options)) ?? {};
  }

  /** A component is made anew for each context. */
  async component(name: string, context: ComponentContext): Promise<Component> {
    const provider = await this.#registry.load('component', name);
    const scope = this.#container.child();
    scope.provide(T.component, {value: context});
    return scope.construct(provider);
  }

  #construct<K extends Exclude<Kind, 'component'>>(kind: K, name: string): Promise<Kinds[K]> {
    const key = `${kind} ${name}`;
    const made = (this.#made.get(key) as Promise<Kinds[K]> | undefined) ?? this.#make(kind, name);
    this.#made.set(key, made);
    return made;
  }

  async #make<K extends Exclude<Kind, 'component'>>(kind: K, name: string): Promise<Kinds[K]> {
    const provider = await this.#registry.load(kind, name);
    const scope = this.#container.child();
    scope.provide(T.options, {factory: () => this.#options(name)});
    const provision = this.#registry.describe(kind, name);
    const {host, http} = isOfMachine(kind, provision.provided) ? this.#machine : this.#cloud;
    scope.provide(T.host, {value: announcedHost(host, provision)});
    scope.provide(T.http, {value: http});
    return scope.construct(provider);
  }
}

/** What fetches from outside and what works on the machine's own files; everything else belongs to the cloud. */
export function isOfMachine(kind: Kind, {host}: Provided): boolean {
  return host === 'machine' || kind === 'packager' || kind === 'downloader' || kind === 'uploader';
}
