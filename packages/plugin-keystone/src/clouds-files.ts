import {dirname, join, resolve} from 'node:path/posix';
import type {Environment, FileInfo, Host, Ownership} from '@devstack/sdk';

const NAMES = ['clouds.yaml', 'clouds.yml'];

/** Where the user's clouds.yaml is, or comes to be. */
export class CloudsFiles {
  readonly #host: Host;
  readonly #environment: Environment;

  constructor(host: Host, environment: Environment) {
    this.#host = host;
    this.#environment = environment;
  }

  /** Where clients look: the first name that is there, else the first. A link is followed. */
  async find(): Promise<string> {
    const {home, variables} = this.#environment;
    const own = variables.XDG_CONFIG_HOME;
    const directory = join(own?.startsWith('/') === true ? own : join(home, '.config'), 'openstack');
    for (const name of NAMES) {
      const path = join(directory, name);
      const info = await this.#host.stat(path);
      if (info !== undefined) return info.type === 'symlink' ? resolve(directory, info.target ?? name) : path;
    }
    return join(directory, NAMES[0]!);
  }

  /** Above a file, outermost first. */
  async missingDirectories(path: string): Promise<readonly string[]> {
    const missing: string[] = [];
    for (let at = dirname(path); (await this.#host.stat(at)) === undefined; at = dirname(at)) missing.unshift(at);
    return missing;
  }

  /** The file's own, else that of the directory it comes to be in: root may write into another's home. */
  async ownerOf(path: string): Promise<Ownership> {
    let info: FileInfo | undefined;
    for (let at = path; info === undefined; at = dirname(at)) info = await this.#host.stat(at);
    return {user: `${info.uid}`, group: `${info.gid}`};
  }
}
