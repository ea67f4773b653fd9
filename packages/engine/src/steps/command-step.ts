import {
  type Applied,
  type Argv,
  type CommandArgs,
  DevstackError,
  type Host,
  type Kept,
  messageOf,
  type Probe,
  type RunOptions,
  redactText,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
} from '@devstack/sdk';

/** A program that is run once; again only when its arguments or what it reads have changed, or when a run was cut short. */
export class CommandStep implements StepHandler<CommandArgs, null, null> {
  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args}: Step<CommandArgs>): StepDescription {
    const {argv, input, privileged, undo} = args;
    const details = [
      ...(input === undefined ? [] : linesOf(redactText(input)).map((line) => `given: ${line}`)),
      ...(undo === 'inside' ? [] : [`undone by: ${undo.join(' ')}`]),
    ];
    return {
      title: `command ${argv.join(' ')}`,
      ...(details.length === 0 ? {} : {details}),
      ...(privileged === undefined ? {} : {privileged}),
    };
  }

  resources(): readonly string[] {
    return ['cpu'];
  }

  async probe(_args: CommandArgs, previous: Applied<CommandArgs, null, null> | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async check({argv, privileged}: CommandArgs): Promise<void> {
    const {elevation, user} = await this.#host.facts();
    if (privileged === undefined || elevation !== 'none') return;
    throw new DevstackError(`cannot run ${argv.join(' ')} as ${user}: root is needed, because ${privileged}`, {
      code: 'DEVSTACK_ERR_PERMISSION',
      suggestions: ['run the same command as root, or as a user who may use sudo without a password'],
    });
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(args: CommandArgs, _applied: unknown, context: StepContext): Promise<null> {
    await this.#run(args.argv, args, context);
    return null;
  }

  async revert({args}: Applied<CommandArgs, null, null>, context: StepContext): Promise<readonly Kept[]> {
    if (args.undo !== 'inside') await this.#run(args.undo, {...args, env: {}}, context);
    return [];
  }

  async #run(argv: Argv, args: CommandArgs, context: StepContext): Promise<void> {
    try {
      await this.#host.run(argv, this.#options(args, context));
    } catch (error) {
      const isFailure = DevstackError.is(error) && error.code === 'DEVSTACK_ERR_COMMAND';
      if (args.mayFail !== true || !isFailure || context.signal.aborted) throw error;
      context.progress(`goes on although it failed: ${messageOf(error)}`);
    }
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

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
