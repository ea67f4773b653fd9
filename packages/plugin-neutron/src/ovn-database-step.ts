import {
  type Applied,
  type Host,
  type Kept,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {convertDatabase, createDatabase, needsConversion} from './ovn-commands.ts';

export interface OvnDatabaseArgs {
  readonly [key: string]: string;
  readonly path: string;
  /** Path of the schema that came with OVN. */
  readonly schema: string;
  readonly owner: 'service';
}

interface Before {
  readonly [key: string]: boolean;
  readonly existed: boolean;
}

/** Step kind `ovn-database`: a database file with the schema of the OVN that is installed. A file that is there keeps its content. */
export class OvnDatabaseStep implements StepHandler<OvnDatabaseArgs, Before, null> {
  static readonly inject = [T.host] as const;

  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args}: Step<OvnDatabaseArgs>): StepDescription {
    return {title: `OVN database ${args.path}`};
  }

  async probe({path}: OvnDatabaseArgs): Promise<Probe> {
    return (await this.#host.stat(path)) === undefined ? 'absent' : 'present';
  }

  async capture({path}: OvnDatabaseArgs): Promise<Before> {
    return {existed: (await this.#host.stat(path)) !== undefined};
  }

  async apply({path, schema, owner}: OvnDatabaseArgs, _: unknown, context: StepContext): Promise<null> {
    const {user} = context.ownership(owner);
    const options = {user, cwd: '/', signal: context.signal};
    if ((await this.#host.stat(path)) === undefined) {
      // Whole or not at all, and without the lock file that the tool leaves beside what it makes.
      const unfinished = `${path}.new`;
      await this.#host.remove(unfinished);
      await this.#host.run(createDatabase(unfinished, schema), options);
      await this.#host.rename(unfinished, path);
      return null;
    }
    const {stdout} = await this.#host.run(needsConversion(path, schema), options);
    if (stdout.trim() === 'yes') await this.#host.run(convertDatabase(path, schema), options);
    return null;
  }

  async revert({args, before}: Applied<OvnDatabaseArgs, Before, null>): Promise<readonly Kept[]> {
    if (!before.existed) await this.#host.remove(args.path);
    return [];
  }
}
