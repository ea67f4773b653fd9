import {dirname, join} from 'node:path/posix';
import type {Environment, Host} from '@devstack/sdk';
import type {Begun, Removing} from './records.ts';

/** What is needed after a crash, and kept until its end is on record. */
export class StateFiles {
  /** Also holds the old versions of packages that were upgraded. */
  readonly directory: string;
  /** What an installation was about to do. */
  readonly begun: StateFile<Begun>;
  /** What a removal found before it did anything. */
  readonly removing: StateFile<Removing>;

  /** @param packager `packager-apt`: the name of its directory in the cache */
  constructor(host: Host, environment: Environment, packager: string) {
    this.directory = join(environment.cache, packager);
    this.begun = new StateFile(host, join(this.directory, 'begun.json'));
    this.removing = new StateFile(host, join(this.directory, 'removing.json'));
  }
}

class StateFile<Content> {
  readonly #host: Host;
  readonly #path: string;

  constructor(host: Host, path: string) {
    this.#host = host;
    this.#path = path;
  }

  /** There is none that is torn: it is written whole or not at all. */
  async read(): Promise<Content | undefined> {
    const text = await this.#host.readText(this.#path);
    return text === undefined ? undefined : (JSON.parse(text) as Content);
  }

  async write(content: Content): Promise<void> {
    await makeDirectories(this.#host, dirname(this.#path));
    await this.#host.writeFile(this.#path, JSON.stringify(content), {mode: 0o600});
  }

  async clear(): Promise<void> {
    await this.#host.remove(this.#path);
  }
}

async function makeDirectories(host: Host, path: string): Promise<void> {
  if ((await host.stat(path)) !== undefined) return;
  await makeDirectories(host, dirname(path));
  await host.makeDirectory(path, {mode: 0o755});
}
