import type {SchemaArgs} from '@devstack/openstack';
import {
  type Applied,
  DevstackError,
  type Host,
  type Kept,
  type Logger,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {type InstalledCode, readInstalledCode} from './schema-code.ts';
import {askRevisions, askState, emptyDatabase, loadSchema, parseRevisions, parseState} from './schema-sql.ts';
import {parseTemplate, seriesOf} from './schema-template.ts';

type After = {
  /** What made the tables; `later`: a step that comes after this one. */
  readonly by: 'template' | 'tool' | 'later';
};

/** Step kind `database-schema`: the tables of a database. A template that does not fit exactly is not used. */
export class SchemaStep implements StepHandler<SchemaArgs, null, After> {
  static readonly inject = [T.host, T.logger] as const;

  readonly lifetime = 'installed';
  readonly #host: Host;
  readonly #logger: Logger;

  constructor(host: Host, logger: Logger) {
    this.#host = host;
    this.#logger = logger;
  }

  describe({args: {database, argv}}: Step<SchemaArgs>): StepDescription {
    return {title: `schema of ${database}`, details: argv === undefined ? [] : [`template, or ${argv.join(' ')}`]};
  }

  resources(): readonly string[] {
    return ['cpu'];
  }

  async probe(_args: SchemaArgs, previous: Applied<SchemaArgs, null, After> | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(args: SchemaArgs, _applied: unknown, context: StepContext): Promise<After> {
    if (await this.#loadTemplate(args, context)) return {by: 'template'};
    if (args.argv === undefined) return {by: 'later'};
    const env = Object.entries(args.env ?? {}).map(([name, value]) => [name, context.resolve(value)] as const);
    await this.#host.run(args.argv, {
      user: context.ownership(args.owner).user,
      env: Object.fromEntries(env),
      cwd: '/',
      umask: 0o077,
      signal: context.signal,
      onLine: (line) => context.progress(line),
    });
    return {by: 'tool'};
  }

  /** Its tables lie in a database that another step removes. */
  async revert(): Promise<readonly Kept[]> {
    return [];
  }

  async #loadTemplate(args: SchemaArgs, context: StepContext): Promise<boolean> {
    const {database} = args;
    const template = parseTemplate(args.template);
    const code = await readInstalledCode(this.#host, args.code);
    const state = parseState(await this.#ask(args, askState(database), context));
    if (state.isUnfinished) await this.#ask(args, emptyDatabase(database), context);
    else if (state.tables > 0) return false;
    if (template === undefined || code === undefined) return this.#decline(database, 'its code is not all there');
    if (template.code !== code.digest) return this.#decline(database, 'it was made by other code');
    if (template.server !== seriesOf(state.version))
      return this.#decline(database, `it was made by ${template.server}, this is ${seriesOf(state.version)}`);
    return this.#loadChecked(args, template.sql, code, context);
  }

  /** What alembic would say of the database decides whether it stays. */
  async #loadChecked(args: SchemaArgs, sql: string, code: InstalledCode, context: StepContext): Promise<boolean> {
    const {database} = args;
    const found = await this.#ask(args, loadSchema(database, sql), context)
      .then(() => this.#ask(args, askRevisions(database), context))
      .then(parseRevisions)
      .catch((error: unknown) => {
        if (!DevstackError.is(error) || context.signal.aborted) throw error;
        this.#logger.warn(error.message);
        return [];
      });
    if (found.length > 0 && found.join() === code.heads.join()) return true;
    await this.#ask(args, emptyDatabase(database), context);
    return this.#decline(
      database,
      `it is at revision ${found.join(', ') || 'none'}, the code at ${code.heads.join(', ')}`,
    );
  }

  #decline(database: string, reason: string): false {
    this.#logger.info(`the template of the schema of ${database} is not used: ${reason}`);
    return false;
  }

  async #ask({client, owner}: SchemaArgs, input: string, {ownership, signal}: StepContext): Promise<string> {
    const {user} = ownership(owner);
    const {stdout} = await this.#host.run([...client, '--skip-column-names'] as unknown as SchemaArgs['client'], {
      user,
      input,
      cwd: '/',
      signal,
    });
    return stdout;
  }
}
