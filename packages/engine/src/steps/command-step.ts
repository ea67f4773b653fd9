import type {
  Applied,
  CommandArgs,
  Host,
  Kept,
  Probe,
  RunOptions,
  Step,
  StepContext,
  StepDescription,
  StepHandler,
} from '@devstack/sdk';

/** A program that is run once; again only when its arguments or what it reads have changed, or when a run was cut short. */
export class CommandStep implements StepHandler<CommandArgs, null, null> {
  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args}: Step<CommandArgs>): StepDescription {
    return {
      title: `command ${args.argv.join(' ')}`,
      ...(args.privileged === undefined ? {} : {privileged: args.privileged}),
    };
  }

  resources(): readonly string[] {
    return ['cpu'];
  }

  async probe(_args: CommandArgs, previous: Applied<CommandArgs, null, null> | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(args: CommandArgs, _applied: unknown, context: StepContext): Promise<null> {
    await this.#host.run(args.argv, this.#options(args, context));
    return null;
  }

  async revert({args}: Applied<CommandArgs, null, null>, context: StepContext): Promise<readonly Kept[]> {
    if (args.undo !== 'inside') await this.#host.run(args.undo, this.#options({...args, env: {}}, context));
    return [];
  }

  #options(args: CommandArgs, context: StepContext): RunOptions {
    const env = Object.entries(args.env ?? {}).map(([name, value]) => [name, context.resolve(value)] as const);
    return {
      cwd: args.cwd ?? '/',
      env: Object.fromEntries(env),
      umask: 0o077,
      signal: context.signal,
      onLine: (line) => context.progress(line),
      ...(args.input === undefined ? {} : {input: context.resolve(args.input)}),
      ...(args.privileged === undefined
        ? {user: context.ownership(args.as ?? 'service').user}
        : {privileged: args.privileged}),
      ...(args.timeoutMs === undefined ? {} : {timeoutMs: args.timeoutMs}),
    };
  }
}
