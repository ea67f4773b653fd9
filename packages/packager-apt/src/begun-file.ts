import {dirname, join} from 'node:path/posix';
import type {Environment, Host} from '@devstack/sdk';
import type {Begun} from './records.ts';

/** What a transaction was about to do, kept until its end is on record. */
export class BegunFile {
  readonly #host: Host;
  readonly directory: string;
  readonly #path: string;

  constructor(host: Host, environment: Environment) {
    this.#host = host;
    this.directory = join(environment.cache, 'packager-apt');
    this.#path = join(this.directory, 'begun.json');
  }

  /** A file that a crash tore does not exist: it is written whole or not at all. */
  async read(): Promise<Begun | undefined> {
    const text = await this.#host.readText(this.#path);
    return text === undefined ? undefined : (JSON.parse(text) as Begun);
  }

  async write(begun: Begun): Promise<void> {
    await this.makeDirectory();
    await this.#host.writeFile(this.#path, JSON.stringify(begun), {mode: 0o600});
  }

  async clear(): Promise<void> {
    await this.#host.remove(this.#path);
  }

  async makeDirectory(path = this.directory): Promise<void> {
    if ((await this.#host.stat(path)) !== undefined) return;
    await this.makeDirectory(dirname(path));
    await this.#host.makeDirectory(path, {mode: 0o755});
  }
}
