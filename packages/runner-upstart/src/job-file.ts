import type {Host} from '@devstack/sdk';
import {writeSharedFile} from '@devstack/service-shim';

/** The file that tells upstart of a job. It holds the service's environment, so nobody else may read it. */
export class JobFile {
  readonly #host: Host;
  readonly #path: string;

  constructor(host: Host, path: string) {
    this.#host = host;
    this.#path = path;
  }

  /** @returns whether it was not so already */
  async write(text: string): Promise<boolean> {
    if ((await this.#host.readText(this.#path)) === text) return false;
    await writeSharedFile(this.#host, this.#path, text, {mode: 0o600});
    return true;
  }

  /** @returns whether there was one */
  async remove(): Promise<boolean> {
    if ((await this.#host.stat(this.#path)) === undefined) return false;
    await this.#host.remove(this.#path);
    return true;
  }
}
