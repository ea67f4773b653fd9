import {join} from 'node:path/posix';
import {type Argv, type ComponentContext, type FileArgs, type Health, type Text, text} from '@devstack/sdk';
import type {DatabaseServer} from './database-server.ts';
import {addressInUrl} from './local-address.ts';
import {
  askPostgresql,
  initializePostgresql,
  type PostgresqlPlace,
  renderPostgresqlAccess,
  runPostgresql,
  runPostgresqlClient,
} from './postgresql-commands.ts';
import {readServerSettings, type ServerSettings} from './server-settings.ts';

/** A PostgreSQL that shares nothing with one that the machine may have. */
export class PostgresqlServer implements DatabaseServer {
  readonly name = 'postgresql';
  readonly title = 'PostgreSQL';
  readonly requirement = 'psycopg2-binary';
  /** Fast shutdown; at SIGTERM it waits until every client has gone. */
  readonly stop = {signal: 'SIGINT', graceMs: 20_000} as const;
  readonly data: string;
  readonly #ctx: ComponentContext;

  constructor(context: ComponentContext) {
    this.#ctx = context;
    this.data = join(context.paths.data, 'postgresql');
  }

  get port(): number {
    return this.#ctx.option<number>('postgresql_port');
  }

  get socket(): string {
    return join(this.#ctx.paths.run, `.s.PGSQL.${this.port}`);
  }

  /** It listens before it lets anybody in. */
  get health(): Health {
    return {kind: 'exec', argv: askPostgresql(this.#program('pg_isready'), this.#place())};
  }

  pathOf(): string {
    return this.data;
  }

  configFiles(): readonly FileArgs[] {
    const {access: path} = this.#place();
    return [{path, mode: 0o640, owner: 'root', group: 'service', content: renderPostgresqlAccess()}];
  }

  initialize(into: string): Argv {
    return initializePostgresql(this.#program('initdb'), {...this.#place(), data: into});
  }

  serve(): Argv {
    return runPostgresql(this.#program('postgres'), this.#place());
  }

  client(): Argv {
    return runPostgresqlClient(this.#program('psql'), this.#place());
  }

  url(name: string, password: Text): Text {
    const host = addressInUrl(this.#ctx.address.internal.client);
    return text`postgresql+psycopg2://${name}:${password}@${host}:${this.port}/${name}`;
  }

  get settings(): ServerSettings {
    return readServerSettings(this.#ctx, this.name, this.#isDurable());
  }

  #program(name: string): string {
    return this.settings.program(name);
  }

  #isDurable(): boolean {
    return this.#ctx.option<boolean>('durable');
  }

  #place(): PostgresqlPlace {
    const {paths, address, account} = this.#ctx;
    const access = join(paths.etc, 'pg_hba.conf');
    return {
      data: this.data,
      run: paths.run,
      access,
      bind: address.internal.bind,
      port: this.port,
      account: account.user,
      isDurable: this.#isDurable(),
    };
  }
}
