import {createHash} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {
  type Applied,
  type Argv,
  DevstackError,
  type Host,
  type Kept,
  type Probe,
  type RunResult,
  type SecretRef,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {type DialectName, dialectOf} from './dialect.ts';

export interface DatabaseArgs {
  readonly dialect: DialectName;
  /** `keystone in MariaDB` */
  readonly title: string;
  /** Of the database and of its account. */
  readonly name: string;
  readonly password: SecretRef;
  /** Absolute; where the database lies, or the server's directory, where it has no place of its own. */
  readonly path: string;
  /** Absolute path; it is there while the server runs. */
  readonly socket: string;
  /** Reads SQL from its standard input. */
  readonly client: Argv;
  readonly owner: 'service';
}

interface After {
  readonly [key: string]: string;
  /** Hash of the password that was set. */
  readonly password: string;
}

type Previous = Applied<DatabaseArgs, null, After>;

const PAUSE_MS = 50;
const PATIENCE_MS = 10_000;

/** Step kind `database`: a database and its account, in a server of our own. */
export class DatabaseStep implements StepHandler<DatabaseArgs, null, After> {
  static readonly inject = [T.host] as const;

  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args}: Step<DatabaseArgs>): StepDescription {
    return {title: `database ${args.title}`};
  }

  async probe({password, path}: DatabaseArgs, previous: Previous | undefined, context: StepContext): Promise<Probe> {
    if (previous?.after === undefined || (await this.#host.stat(path)) === undefined) return 'absent';
    return previous.after.password === hashOf(context.resolve(password)) ? 'present' : 'changed';
  }

  async check({dialect, name, password}: DatabaseArgs, _previous: unknown, context: StepContext): Promise<void> {
    const reason = dialectOf(dialect).refuse(context.resolve(password));
    if (reason === undefined) return;
    throw new DevstackError(`cannot give the database ${name} the password ${password.secret}: ${reason}`, {
      code: 'DEVSTACK_ERR_CONFIG_VALUE',
      suggestions: ['choose another one, or none: then one is made up'],
    });
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(args: DatabaseArgs, _applied: unknown, context: StepContext): Promise<After> {
    const password = context.resolve(args.password);
    const sql = dialectOf(args.dialect).create(args.name, password);
    const deadline = Date.now() + PATIENCE_MS;
    let result = await this.#run(args, sql, context);
    while (result === undefined && Date.now() < deadline && !context.signal.aborted) {
      await sleep(PAUSE_MS);
      result = await this.#run(args, sql, context);
    }
    if (result === undefined) throw unreachable(args);
    return {password: hashOf(password)};
  }

  /** Where the server does not run, there is nothing that its directory does not take with it. */
  async revert({args}: Previous, context: StepContext): Promise<readonly Kept[]> {
    if ((await this.#host.stat(args.socket)) === undefined) return [];
    await this.#run(args, dialectOf(args.dialect).drop(args.name), context);
    return [];
  }

  /** undefined: the server does not answer, or not yet. */
  async #run(args: DatabaseArgs, sql: string, context: StepContext): Promise<RunResult | undefined> {
    const {user} = context.ownership(args.owner);
    const result = await this.#host.run(args.client, {
      user,
      input: sql,
      cwd: '/',
      accept: [0, 1, 2, 3],
      signal: context.signal,
    });
    if (result.code === 0) return result;
    if (dialectOf(args.dialect).isUnreachable(result)) return undefined;
    throw new DevstackError(`cannot set up the database ${args.title}: the server refused`, {
      code: 'DEVSTACK_ERR_COMMAND',
      output: result.stderr.trimEnd().split('\n'),
    });
  }
}

function unreachable({title, socket}: DatabaseArgs): DevstackError {
  return new DevstackError(`cannot set up the database ${title}: no answer at ${socket} for ${PATIENCE_MS / 1000} s`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['its log says why: devstack logs database', 'mend the cause, then run the same command again'],
  });
}

function hashOf(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}
