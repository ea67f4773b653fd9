import {
  type Host,
  type Kept,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {emptyDatabase} from './sqlite-file.ts';

export interface SqliteFileArgs {
  /** Absolute. */
  readonly path: string;
  readonly owner: 'service';
}

/** Step kind `database-file`: an SQLite database without tables, in which who reads and who writes do not wait for each other. */
export class SqliteFileStep implements StepHandler<SqliteFileArgs, null, null> {
  static readonly inject = [T.host] as const;

  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args}: Step<SqliteFileArgs>): StepDescription {
    return {title: `database ${args.path}`};
  }

  async probe({path}: SqliteFileArgs): Promise<Probe> {
    return (await this.#host.stat(path)) === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  /** Data that are there stay. */
  async apply({path, owner}: SqliteFileArgs, _applied: unknown, context: StepContext): Promise<null> {
    if ((await this.#host.stat(path)) !== undefined) return null;
    await this.#host.writeFile(path, emptyDatabase(), {mode: 0o600, owner: context.ownership(owner)});
    return null;
  }

  /** It goes with the directory that it lies in, which stays where data are kept; so do the files that SQLite has beside it. */
  async revert(): Promise<readonly Kept[]> {
    return [];
  }
}
