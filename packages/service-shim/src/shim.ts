import {createHash} from 'node:crypto';
// The one file this package reads without the host: it is part of the package, not of the machine.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Host, Ownership, ServiceSpec} from '@devstack/sdk';
import {writeSharedFile} from './shared-file.ts';

const texts = new Map<string, Promise<string>>();

/** A script that is published beside the compiled code of a package, as `shim.sh` is. */
export function readScript(url: URL): Promise<string> {
  const text = texts.get(url.href) ?? readFile(url, 'utf8');
  texts.set(url.href, text);
  return text;
}

export function readShim(): Promise<string> {
  return readScript(new URL('../src/shim.sh', import.meta.url));
}

/** Puts scripts where the services' users can read them: once for each run directory. */
export class ServiceScripts {
  readonly #host: Host;
  readonly #installed = new Map<string, Promise<string>>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** @returns its path. Its name depends on its text: an upgrade leaves alone what runs. */
  install({runDirectory, owner}: ServiceSpec, name: string, text: string): Promise<string> {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    const path = join(runDirectory, `${name}-${hash}.sh`);
    const installed = this.#installed.get(path) ?? this.#write(path, text, owner);
    this.#installed.set(path, installed);
    return installed;
  }

  async #write(path: string, text: string, owner: Ownership | undefined): Promise<string> {
    if ((await this.#host.stat(path)) !== undefined) return path;
    const options = {mode: 0o600, ...(owner === undefined ? {} : {owner})};
    await writeSharedFile(this.#host, path, text, options);
    return path;
  }
}
