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
  type Logger,
  type Packager,
  type Runner,
  T,
} from '@devstack/sdk';
import type {Container} from '../registry/container.ts';
import type {Registry} from '../registry/registry.ts';
import {DownloadService} from './downloads.ts';

export interface Shared {
  readonly host: Host;
  readonly http: Http;
  readonly logger: Logger;
  readonly environment: Environment;
  readonly cloud: Cloud;
}

/** Constructs what plugins provide, each thing once, and gives them what they ask for. */
export class Providers {
  readonly #registry: Registry;
  readonly #container: Container;
  readonly #made = new Map<string, Promise<unknown>>();
  readonly downloads: DownloadService;

  constructor(registry: Registry, container: Container, shared: Shared) {
    this.#registry = registry;
    this.#container = container;
    this.downloads = new DownloadService(registry, (name) =>
      this.#once('downloader', name, async () => container.construct(await registry.load('downloader', name))),
    );
    container.provide(T.host, {value: shared.host});
    container.provide(T.http, {value: shared.http});
    container.provide(T.logger, {value: shared.logger});
    container.provide(T.environment, {value: shared.environment});
    container.provide(T.cloud, {value: shared.cloud});
    container.provide(T.downloads, {value: this.downloads});
    container.provide(T.packagers, {value: {get: (name) => this.packager(name)}});
  }

  packager(name: string): Promise<Packager> {
    return this.#once('packager', name, async () =>
      this.#container.construct(await this.#registry.load('packager', name)),
    );
  }

  runner(name: string): Promise<Runner> {
    return this.#once('runner', name, async () => this.#container.construct(await this.#registry.load('runner', name)));
  }

  check(name: string): Promise<Check> {
    return this.#once('check', name, async () => this.#container.construct(await this.#registry.load('check', name)));
  }

  uploader(name: string): Promise<ImageUploader> {
    return this.#once('uploader', name, async () =>
      this.#container.construct(await this.#registry.load('uploader', name)),
    );
  }

  stepHandler(kind: string): Promise<AnyStepHandler> {
    return this.#once('step', kind, async () => this.#container.construct(await this.#registry.load('step', kind)));
  }

  /** A component is made anew for each context. */
  async component(name: string, context: ComponentContext): Promise<Component> {
    const provider = await this.#registry.load('component', name);
    const scope = this.#container.child();
    scope.provide(T.component, {value: context});
    return scope.construct(provider);
  }

  #once<T>(kind: string, name: string, make: () => Promise<T>): Promise<T> {
    const key = `${kind} ${name}`;
    const made = (this.#made.get(key) as Promise<T> | undefined) ?? make();
    this.#made.set(key, made);
    return made;
  }
}
