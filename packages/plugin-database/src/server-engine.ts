import {
  type ComponentContext,
  type Demand,
  type DirectoryArgs,
  type FileArgs,
  type Offer,
  type PackageRequest,
  type Problem,
  type SecretDeclaration,
  type ServiceDeclaration,
  type StepDraft,
  stepOf,
  stepRef,
} from '@devstack/sdk';
import type {ClusterArgs} from './cluster-step.ts';
import type {DatabaseEngine} from './database-engine.ts';
import type {DatabaseServer} from './database-server.ts';
import type {DatabaseArgs} from './database-step.ts';

/** Of the address of a socket, without the byte that ends it. */
const MAXIMUM_SOCKET_BYTES = 107;

/** A server of our own under the root, with a database and an account for each demand. */
export class ServerEngine implements DatabaseEngine {
  readonly #ctx: ComponentContext;
  readonly #server: DatabaseServer;

  constructor(context: ComponentContext, server: DatabaseServer) {
    this.#ctx = context;
    this.#server = server;
  }

  verify(): readonly Problem[] {
    const {title, name, socket} = this.#server;
    const {distro} = this.#ctx;
    return [
      ...(distro.settings[name] === undefined ? [unknownHere(title, distro.id)] : []),
      ...(Buffer.byteLength(socket) > MAXIMUM_SOCKET_BYTES ? [tooLong(socket)] : []),
    ];
  }

  secrets(): readonly SecretDeclaration[] {
    return this.#demands().map(({name}) => ({name: secretOf(name)}));
  }

  directories(): readonly DirectoryArgs[] {
    const {etc, data, log, run} = this.#ctx.paths;
    return [
      ...(this.configFiles().length === 0 ? [] : [{path: etc, mode: 0o750, owner: 'root', group: 'service'} as const]),
      ...[data, log, run].map((path) => ({path, mode: 0o700, owner: 'service', contents: 'ours'}) as const),
    ];
  }

  configFiles(): readonly FileArgs[] {
    return this.#server.configFiles();
  }

  packages(): readonly PackageRequest[] {
    return this.#server.settings.packages;
  }

  postInstall(): readonly StepDraft[] {
    const {name, title, data} = this.#server;
    const args: ClusterArgs = {
      title,
      directory: data,
      partial: `${data}.new`,
      argv: this.#server.initialize(`${data}.new`),
      env: this.#server.settings.env,
      owner: 'service',
    };
    const needs = ['packages:distro', `directory:${this.#ctx.paths.data}`, `directory:${this.#ctx.paths.run}`];
    return [stepOf('database-cluster', name, args, {needs})];
  }

  services(): readonly ServiceDeclaration[] {
    const {name, port, health, stop} = this.#server;
    const files = this.configFiles().map(({path}) => `file:${path}`);
    return [
      {
        name,
        argv: this.#server.serve(),
        env: this.#server.settings.env,
        ports: [port],
        health,
        stop,
        needs: [`database-cluster:${name}`, `directory:${this.#ctx.paths.run}`],
        reads: files,
      },
    ];
  }

  postStart(): readonly StepDraft[] {
    return this.#demands().map(({name, component}) => {
      const args: DatabaseArgs = {
        dialect: this.#server.name,
        title: `${name} in ${this.#server.title}`,
        name,
        password: this.#ctx.secret(secretOf(name)),
        path: this.#server.pathOf(name),
        socket: this.#server.socket,
        client: this.#server.client(),
        owner: 'service',
      };
      return stepOf('database', name, args, {needs: [`service:${this.#server.name}`], why: `${component} asks for it`});
    });
  }

  offer({name}: Demand): Offer {
    const {name: engine, requirement} = this.#server;
    const url = this.#server.url(name, this.#ctx.secret(secretOf(name), 'url'));
    const client = JSON.stringify(this.#server.client());
    return {values: {url, engine, requirement, client}, needs: [stepRef(this.#ctx.name, 'database', name)]};
  }

  #demands(): readonly Demand[] {
    return this.#ctx.demands('database');
  }
}

function secretOf(database: string): string {
  return `${database}_password`;
}

function unknownHere(title: string, distro: string): Problem {
  return {
    message: `nothing is known of how ${title} is installed on ${distro}`,
    suggestion: 'choose another kind of database: --set database.engine=...',
  };
}

function tooLong(socket: string): Problem {
  return {
    message: `the address of a socket has at most ${MAXIMUM_SOCKET_BYTES} bytes, and ${socket} has more`,
    suggestion: 'choose a directory with a shorter path: -d',
  };
}
