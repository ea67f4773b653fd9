import {
  type Demand,
  type FileArgs,
  type KeyFileArgs,
  type Offer,
  PackageComponent,
  type Problem,
  type SecretDeclaration,
  type ServiceDeclaration,
  type StepDraft,
  step,
  stepRef,
} from '@devstack/sdk';
import {type BrokerPlaces, brokerEnvironment} from './rabbitmq-commands.ts';
import {
  ENABLED_PLUGINS,
  IMPOSSIBLE_IN_PASSWORD,
  renderDefinitions,
  renderRabbitMqConf,
  transportUrl,
  USERNAME,
} from './rabbitmq-conf.ts';

const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** A broker of our own: own configuration, data and ports, nothing of the distribution's. */
export class RabbitMq extends PackageComponent {
  override secrets(): readonly SecretDeclaration[] {
    return [{name: 'password', impossible: IMPOSSIBLE_IN_PASSWORD}];
  }

  override verify(): readonly Problem[] {
    const {nodePort} = this.#places();
    if (nodePort !== this.#port()) return [];
    const suggestion = `--set ${this.ctx.name}.node_port=${nodePort + 1}`;
    return [{message: `cannot run RabbitMQ with port ${nodePort} for both its clients and rabbitmqctl`, suggestion}];
  }

  override offer(demand: Demand): Offer {
    if (demand.capability !== 'messages') return super.offer(demand);
    const {client} = this.ctx.address.internal;
    const port = this.#port();
    const vhost = vhostOf(demand);
    return {
      values: {
        url: transportUrl(client, port, vhost, this.ctx.secret('password', 'url')),
        host: client,
        port: `${port}`,
        username: USERNAME,
        password: this.ctx.secret('password'),
        vhost,
      },
      needs: [stepRef(this.ctx.name, 'service', 'server')],
    };
  }

  override configFiles(): readonly FileArgs[] {
    const {etc} = this.ctx.paths;
    const definitions = `${etc}/definitions.json`;
    const conf = {
      bind: this.ctx.address.internal.bind,
      port: this.#port(),
      definitions,
      logLevel: this.ctx.option('log_level'),
    };
    const ours = {mode: 0o640, owner: 'root', group: 'service'} as const;
    const vhosts = [...new Set(['/', ...this.ctx.demands('messages').map(vhostOf)])];
    return [
      {...ours, path: `${etc}/rabbitmq.conf`, content: renderRabbitMqConf(conf)},
      {...ours, path: definitions, content: renderDefinitions(vhosts, this.ctx.secret('password', 'json'))},
      {...ours, path: `${etc}/enabled_plugins`, content: ENABLED_PLUGINS},
    ];
  }

  override configure(): readonly StepDraft[] {
    const cookie = this.#cookie();
    return [...super.configure(), step('key-file', cookie.path, cookie)];
  }

  override services(): readonly ServiceDeclaration[] {
    const {data, log, run} = this.ctx.paths;
    const port = this.#port();
    const places = this.#places();
    const files = this.configFiles().map(({path}) => `file:${path}`);
    return [
      {
        name: 'server',
        argv: [(this.ctx.distro.settings.server as string | undefined) ?? SERVER],
        cwd: data,
        env: brokerEnvironment(places),
        ports: [port, places.nodePort],
        health: {kind: 'tcp', host: this.ctx.address.internal.client, port},
        needs: [
          ...(this.packages().length === 0 ? [] : ['packages:distro']),
          ...[data, log, run].map((directory) => `directory:${directory}`),
          `key-file:${this.#cookie().path}`,
          ...files,
        ],
        reads: files,
      },
    ];
  }

  #places(): BrokerPlaces {
    const {etc, data, log, run} = this.ctx.paths;
    const nodePort = this.ctx.option<number>('node_port');
    return {etc, data, log, run, nodePort, schedulers: this.ctx.option<number>('schedulers')};
  }

  /** The one that Erlang makes itself can be guessed. Who has it can do everything to the broker that its account can. */
  #cookie(): KeyFileArgs {
    const path = `${this.ctx.paths.data}/.erlang.cookie`;
    return {path, mode: 0o400, owner: 'service', bytes: 32, encoding: 'hex'};
  }

  #port(): number {
    return this.ctx.option<number>('port');
  }
}

function vhostOf({options}: Pick<Demand, 'options'>): string {
  return typeof options?.vhost === 'string' ? options.vhost : '/';
}
