import {createHash} from 'node:crypto';
import {
  DevstackError,
  type Host,
  type Image,
  type ImageSource,
  type ImageUploader,
  type OptionValues,
  T,
} from '@devstack/sdk';

/** Puts machine images into a directory, one file each. */
export class ExampleUploader implements ImageUploader {
  static readonly inject = [T.host, T.options] as const;

  readonly #host: Host;
  readonly #directory: string;

  constructor(host: Host, options: OptionValues) {
    this.#host = host;
    this.#directory = String(options.directory);
  }

  async list(): Promise<readonly Image[]> {
    const names = (await this.#host.list(this.#directory)) ?? [];
    return await Promise.all(names.map((id) => this.#imageOf(id)));
  }

  async upload({name, location, checksum}: ImageSource, {signal}: {readonly signal: AbortSignal}) {
    signal.throwIfAborted();
    const content = await this.#host.readFile(location);
    if (content === undefined) throw refuse(location, 'there is no such file', 'DEVSTACK_ERR_NOT_FOUND');
    const found = checksumOf(content);
    if (checksum !== undefined && checksum !== found) {
      throw refuse(location, `it is ${found}, not ${checksum}`, 'DEVSTACK_ERR_CHECKSUM');
    }
    const id = encodeURIComponent(name);
    const there = (await this.list()).find((image) => image.id === id);
    if (there?.checksum === found) return {image: there, changed: false};
    await this.#host.makeDirectory(this.#directory, {mode: 0o755});
    await this.#host.writeFile(`${this.#directory}/${id}`, content, {mode: 0o644});
    return {image: await this.#imageOf(id), changed: true};
  }

  async remove(id: string): Promise<void> {
    await this.#host.remove(`${this.#directory}/${encodeURIComponent(decodeURIComponent(id))}`);
  }

  async #imageOf(id: string): Promise<Image> {
    const content = (await this.#host.readFile(`${this.#directory}/${id}`)) ?? new Uint8Array();
    const name = decodeURIComponent(id);
    return {id, name, status: 'active', size: content.length, checksum: checksumOf(content)};
  }
}

function checksumOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function refuse(location: string, why: string, code: DevstackError['code']): DevstackError {
  return new DevstackError(`cannot upload ${location}: ${why}`, {code});
}
