import {join} from 'node:path/posix';
import {DevstackError, type Host} from '@devstack/sdk';

/** A directory of unpacked packages. */
export class Unpacked {
  readonly tree: string;
  readonly #host: Host;

  constructor(host: Host, tree: string) {
    this.#host = host;
    this.tree = tree;
  }

  /** Paths of files and links by the name that they have, wherever it is: distributions move directories. */
  async find(...patterns: readonly string[]): Promise<string[]> {
    const names = patterns.flatMap((pattern) => ['-o', '-name', pattern]).slice(1);
    const {stdout} = await this.#host.run(['find', this.tree, '!', '-type', 'd', '(', ...names, ')']);
    return stdout
      .split('\n')
      .filter((path) => path !== '')
      .sort();
  }

  /** The one file of a path below the tree. Throws when the packages have none. */
  async path(...candidates: readonly string[]): Promise<string> {
    for (const candidate of candidates) {
      const path = join(this.tree, candidate);
      if ((await this.#host.stat(path)) !== undefined) return path;
    }
    throw missing(candidates[0]!);
  }

  async read(path: string): Promise<Uint8Array> {
    const content = await this.#host.readFile(path);
    if (content === undefined) throw missing(path);
    return content;
  }
}

export function missing(what: string): DevstackError {
  return new DevstackError(`cannot build image tiny: the packages of this distribution have no ${what}`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
  });
}
