import {DevstackError, type Downloader, type Downloads, type Fetched, type Progress, type Source} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';

type Construct = (name: string) => Promise<Downloader>;

/** Finds the downloader of a plugin that knows a scheme; loads it when it is first needed. */
export class DownloadService implements Downloads {
  readonly #registry: Registry;
  readonly #construct: Construct;
  readonly #loaded = new Map<string, Promise<Downloader>>();

  constructor(registry: Registry, construct: Construct) {
    this.#registry = registry;
    this.#construct = construct;
  }

  async fetch(
    source: Source,
    into: string,
    options: {readonly signal: AbortSignal; readonly progress: Progress},
  ): Promise<Fetched> {
    return (await this.#downloaderFor(source.uri)).fetch(source, into, options);
  }

  async unreachable(uri: string): Promise<string | undefined> {
    return (await this.#downloaderFor(uri)).unreachable?.(uri);
  }

  async modified(uri: string, path: string): Promise<string | undefined> {
    return (await this.#downloaderFor(uri)).modified?.(path);
  }

  #downloaderFor(uri: string): Promise<Downloader> {
    const scheme = /^[a-z][a-z0-9+.-]*(?=:)/.exec(uri)?.[0] ?? '';
    const name = this.#registry
      .names('downloader')
      .find((candidate) => this.#registry.describe('downloader', candidate).provided.schemes?.includes(scheme));
    if (name === undefined) {
      throw new DevstackError(`cannot fetch ${uri}: no installed downloader knows the scheme '${scheme}'`, {
        code: 'DEVSTACK_ERR_UNKNOWN_NAME',
      });
    }
    const loading = this.#loaded.get(name) ?? this.#construct(name);
    this.#loaded.set(name, loading);
    return loading;
  }
}
