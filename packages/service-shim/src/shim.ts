import {createHash} from 'node:crypto';
// The one file this package reads without the host: it is part of the package, not of the machine.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Host, Ownership, ServiceSpec} from '@devstack/sdk';
import {writeSharedFile} from './shared-file.ts';

let text: Promise<string> | undefined;

/** The text of `shim.sh`, which is published beside the compiled code. */
export function readShim(): Promise<string> {
  text ??= readFile(new URL('../src/shim.sh', import.meta.url), 'utf8');
  return text;
}

/** Puts the shim where the services' users can read it: once for each run directory. */
export class Shims {
  readonly #host: Host;
  readonly #installed = new Map<string, Promise<string>>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** @returns its path. Its name depends on its text: an upgrade leaves running shims alone. */
  async install({runDirectory, owner}: ServiceSpec): Promise<string> {
    const hash = createHash('sha256')
      .update(await readShim())
      .digest('hex')
      .slice(0, 12);
    const path = join(runDirectory, `shim-${hash}.sh`);
    const installed = this.#installed.get(path) ?? this.#write(path, owner);
    this.#installed.set(path, installed);
    return installed;
  }

  async #write(path: string, owner: Ownership | undefined): Promise<string> {
    if ((await this.#host.stat(path)) !== undefined) return path;
    const options = {mode: 0o600, ...(owner === undefined ? {} : {owner})};
    await writeSharedFile(this.#host, path, await readShim(), options);
    return path;
  }
}
