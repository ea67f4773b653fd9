import {
  type Argv,
  type Host,
  type Kept,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';

export interface ClusterArgs {
  /** `MariaDB` */
  readonly title: string;
  /** Absolute; there only when it is complete. */
  readonly directory: string;
  /** Absolute, beside it: where it is made. */
  readonly partial: string;
  /** Fills the directory where it is made. */
  readonly argv: Argv;
  readonly env: Readonly<Record<string, string>>;
  readonly owner: 'service';
}

/**
 * Step kind `database-cluster`: the files of a database server before its first start. Never half done: servers take what an interrupted
 * first attempt left for complete.
 */
export class ClusterStep implements StepHandler<ClusterArgs, null, null> {
  static readonly inject = [T.host] as const;

  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args}: Step<ClusterArgs>): StepDescription {
    return {title: `files of ${args.title} in ${args.directory}`};
  }

  resources(): readonly string[] {
    return ['cpu'];
  }

  async probe({directory}: ClusterArgs): Promise<Probe> {
    return (await this.#host.stat(directory))?.type === 'directory' ? 'present' : 'absent';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(
    {directory, partial, argv, env, owner}: ClusterArgs,
    _applied: unknown,
    context: StepContext,
  ): Promise<null> {
    if ((await this.#host.stat(directory)) !== undefined) return null;
    await this.#host.remove(partial, {recursive: true});
    const {user} = context.ownership(owner);
    await this.#host.run(argv, {
      user,
      env,
      cwd: '/',
      umask: 0o077,
      signal: context.signal,
      onLine: (line) => context.progress(line),
    });
    await this.#host.rename(partial, directory);
    return null;
  }

  /** What is in it goes with the directory that it lies in, which stays where data are kept. */
  async revert(): Promise<readonly Kept[]> {
    return [];
  }
}
