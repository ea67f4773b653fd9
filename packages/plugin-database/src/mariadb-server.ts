import {join} from 'node:path/posix';
import {type Argv, type ComponentContext, type FileArgs, type Health, type Text, text} from '@devstack/sdk';
import type {DatabaseServer} from './database-server.ts';
import {addressInUrl, localAddress} from './local-address.ts';
import {initializeMariadb, type MariadbPlace, runMariadb, runMariadbClient} from './mariadb-commands.ts';
import {readServerSettings, type ServerSettings} from './server-settings.ts';

/** A MariaDB that shares nothing with one that the machine may have. */
export class MariadbServer implements DatabaseServer {
  readonly name = 'mariadb';
  readonly title = 'MariaDB';
  readonly requirement = 'PyMySQL';
  readonly stop = {signal: 'SIGTERM', graceMs: 20_000} as const;
  readonly data: string;
  readonly socket: string;
  readonly #ctx: ComponentContext;

  constructor(context: ComponentContext) {
    this.#ctx = context;
    this.data = join(context.paths.data, 'mariadb');
    this.socket = join(context.paths.run, 'mariadb.sock');
  }

  get port(): number {
    return this.#ctx.option<number>('mariadb_port');
  }

  get health(): Health {
    return {kind: 'tcp', host: localAddress(this.#ctx.address.internal.bind), port: this.port};
  }

  pathOf(name: string): string {
    return join(this.data, name);
  }

  configFiles(): readonly FileArgs[] {
    return [];
  }

  initialize(into: string): Argv {
    return initializeMariadb(this.#program('mariadb-install-db'), {...this.#place(), data: into});
  }

  serve(): Argv {
    return runMariadb(this.#program('mariadbd'), this.#place());
  }

  client(): Argv {
    return runMariadbClient(this.#program('mariadb'), this.#place());
  }

  url(name: string, password: Text): Text {
    const host = addressInUrl(this.#ctx.address.internal.client);
    return text`mysql+pymysql://${name}:${password}@${host}:${this.port}/${name}?charset=utf8`;
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

  #place(): MariadbPlace {
    const {paths, address, account} = this.#ctx;
    const {data, socket, port} = this;
    return {
      data,
      socket,
      port,
      run: paths.run,
      bind: address.internal.bind,
      account: account.user,
      isDurable: this.#isDurable(),
    };
  }
}
