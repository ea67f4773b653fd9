import {createHash} from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import {DevstackError, type Store} from '@devstack/sdk';
import {writeWhole} from '../host/local-files.ts';

export function sha256(content: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Contents by address in a directory that only we can read. Writing what is there already costs nothing. */
export class ContentStore implements Store {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(content: Uint8Array | string): Promise<string> {
    const address = sha256(content);
    await fs.mkdir(this.#directory, {recursive: true, mode: 0o700});
    const file = this.#pathOf(address);
    const exists = await fs.access(file).then(
      () => true,
      () => false,
    );
    if (!exists) await writeWhole(file, content, {mode: 0o600});
    return address;
  }

  async get(address: string): Promise<Uint8Array> {
    try {
      return await fs.readFile(this.#pathOf(address));
    } catch (cause) {
      throw new DevstackError(`cannot restore the content ${address}: it is missing under ${this.#directory}`, {
        code: 'DEVSTACK_ERR_TRACE',
        cause,
      });
    }
  }

  #pathOf(address: string): string {
    return path.join(this.#directory, address.replace('sha256:', ''));
  }
}
