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
  type Runner,
  T,
} from '@devstack/sdk';
import type {Container} from '../registry/container.ts';
import type {Registry} from '../registry/registry.ts';
import {announcedHost} from './announced-host.ts';
import {DownloadService} from './downloads.ts';

export interface Shared {
  readonly host: Host;
  readonly http: Http;
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
  readonly #host: Host;
  readonly #examined = new Map<string, Promise<JsonObject>>();
  readonly #made = new Map<string, Promise<unknown>>();
  readonly downloads: DownloadService;

  constructor(registry: Registry, container: Container, shared: Shared) {
    this.#registry = registry;
    this.#container = container;
    this.#options = shared.options;
    this.#host = shared.host;
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
    const host = announcedHost(this.#host, this.#registry.describe('component', name));
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
    scope.provide(T.host, {value: announcedHost(this.#host, this.#registry.describe(kind, name))});
    return scope.construct(provider);
  }
}
