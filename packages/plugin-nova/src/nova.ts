import {join} from 'node:path/posix';
import {type DatabaseEngines, localAddress, type WsgiService} from '@devstack/openstack';
import {
  type CatalogService,
  type Demand,
  type Endpoint,
  type Host,
  type Json,
  type JsonObject,
  type Offer,
  type Problem,
  type ServiceDeclaration,
  type StepDraft,
  type StepRef,
  stepOf,
  stepRef,
  type Use,
} from '@devstack/sdk';
import type {ComputeHostArgs} from './compute-host-step.ts';
import type {ComputeHost} from './compute-hosts.ts';
import {CELL0_DATABASE, CONFIGURATION, ConfiguredNova, PREPARATION} from './configured-nova.ts';
import {type Flavor, readFlavors} from './flavor.ts';
import type {FlavorArgs} from './flavor-step.ts';
import {examineMachine, guestUses, hypervisorNotes, hypervisorProblems} from './hypervisor.ts';
import {daemonCommand} from './nova-daemons.ts';
import {readyLine} from './nova-log.ts';
import {subsystemProblems} from './nova-problems.ts';
import type {RunningServersArgs} from './running-servers-step.ts';

/**
 * At once. At SIGTERM each waits until its idle queues tell it so, a compute for 15 seconds. Guests do not need it to go on, and what it was
 * doing with one it finds and settles when it is there again.
 */
const STOP = {signal: 'SIGINT', graceMs: 5_000} as const;
/** libvirt asks QEMU for all that it can, once for each kind of machine. */
const GUESTS_TIMEOUT_MS = 240_000;

/** OpenStack Compute: servers. One cell, any number of computes. */
export class Nova extends ConfiguredNova {
  static override examine(host: Host): Promise<JsonObject> {
    return examineMachine(host);
  }

  /** Neutron too: without it the API cannot even show a server. */
  override requires(): readonly string[] {
    const guests = this.hasGuests() ? ['libvirt'] : [];
    return [...super.requires(), 'rabbitmq', 'glance', 'placement', 'neutron', ...guests];
  }

  override uses(): readonly Use[] {
    const {name} = this.ctx;
    const hosts = this.computes().map(({host}) => host);
    return [
      ...super.uses(),
      {capability: 'messages', name},
      {capability: 'placement', name},
      {capability: 'network-hosts', name, options: {hosts}},
      ...this.metadataProxy(),
      {capability: 'volumes', name, optional: true},
      ...(this.hasGuests() ? guestUses(this.ctx) : []),
    ];
  }

  protected override databaseEngines(): DatabaseEngines {
    const whyNot = {
      postgresql: 'neutron, which it cannot be without, has no migrations for it',
      sqlite: 'it locks up when the conductor writes while another does',
    };
    return {engines: ['mariadb'], whyNot};
  }

  override notes(): readonly string[] {
    return this.has('compute') ? hypervisorNotes(this.ctx) : [];
  }

  override verify(): readonly Problem[] {
    return [
      ...super.verify(),
      ...subsystemProblems(this.ctx.subsystems),
      ...hypervisorProblems(this.hypervisor(), this.computes().length, this.drivers()),
      ...readFlavors(this.ctx.option('flavors')).problems,
    ];
  }

  /**
   * `compute`: where the API is, the names of the hosts that run servers (with commas between), and for proxies of its own code the Python
   * and the configuration.
   */
  override offer(demand: Demand): Offer {
    if (demand.capability !== 'compute') return super.offer(demand);
    const hosts = this.computes().map(({host}) => host);
    const needs = this.has('api') ? [this.ref('service', 'api')] : [];
    const own = {python: this.ctx.python.script('python3'), configuration: this.conf(CONFIGURATION)};
    return {values: {url: this.url(), hosts: hosts.join(','), ...own}, needs};
  }

  /** The name of a compute is known before it starts: so it has a cell from the beginning, and nobody waits until it is discovered. */
  override postInstall(): readonly StepDraft[] {
    const files = [this.conf(CONFIGURATION), this.conf(PREPARATION)];
    const hosts = this.computes().map(({host}) => host);
    const needs = this.databases().flatMap((name) => this.ctx.offer('database', name).needs);
    const env = {CELL0_DATABASE: this.databaseUrl(CELL0_DATABASE), OS_NOVA_DISABLE_EVENTLET_PATCHING: 'true'};
    const argv = ['python3', this.conf(PREPARATION), this.conf(CONFIGURATION), ...hosts] as const;
    const schemas = this.schemaSteps();
    const loaded = schemas.map(({kind, key}) => `${kind}:${key}`);
    return [...schemas, this.manage('cells', argv, files, [...needs, ...loaded], {env})];
  }

  override services(): readonly ServiceDeclaration[] {
    const daemons = ['conductor', 'scheduler'].filter((name) => this.has(name));
    return [
      ...super.services(),
      ...daemons.map((name) => this.daemon(name, name, [CONFIGURATION], ['command:cells'])),
      ...this.computes().map((compute) => this.computeService(compute)),
    ];
  }

  override postStart(): readonly StepDraft[] {
    const computes = this.computes();
    return [
      ...super.postStart(),
      ...this.flavorSteps(),
      ...computes.map((compute) => this.hostStep(compute)),
      ...(this.hasGuests() ? computes.map((compute) => this.serversStep(compute)) : []),
    ];
  }

  override endpoints(): readonly Endpoint[] {
    return this.has('api') ? [{name: 'compute', url: this.url()}] : [];
  }

  protected override apis(): readonly WsgiService[] {
    return [this.api(), this.metadata()].filter(({name}) => this.has(name));
  }

  protected override catalogServices(): readonly CatalogService[] {
    return this.has('api') ? [{name: 'nova', type: 'compute', url: this.url()}] : [];
  }

  /** An administrator too: it binds ports and reads images of others. */
  protected override roles(): readonly string[] {
    return [...super.roles(), 'admin'];
  }

  private api(): WsgiService {
    return {
      ...this.wsgi('api', this.ctx.option<number>('port')),
      processes: this.ctx.option<number>('processes'),
      threads: this.ctx.option<number>('threads'),
    };
  }

  private metadata(): WsgiService {
    return this.wsgi('metadata', this.ctx.option<number>('metadata_port'));
  }

  /** Guests reach the metadata service only through an agent of neutron, and it believes what that says for their secret. */
  private metadataProxy(): readonly Use[] {
    if (!this.has('metadata')) return [];
    const {address, name} = this.ctx;
    const port = this.ctx.option<number>('metadata_port');
    const options = {host: localAddress(address.bind), port, secret: {...this.ctx.secret('metadata_secret')}};
    return [{capability: 'metadata-proxy', name, options, optional: true}];
  }

  /** The application is made from the first file, and reads all of them. */
  private wsgi(name: string, port: number): WsgiService {
    const files = [CONFIGURATION, ...this.partsFor('everybody')];
    return {
      name,
      port,
      env: {OS_NOVA_CONFIG_DIR: this.ctx.paths.etc, OS_NOVA_CONFIG_FILES: [this.paste(), ...files].join(';')},
      files: files.map((file) => this.conf(file)),
      health: {path: '/', statuses: [200]},
      // Without its queues it takes a minute to stop, so it goes first.
      needs: ['command:cells', ...this.messages().needs],
    };
  }

  private url(): string {
    return `${this.clientUrl(this.api().port)}/v2.1`;
  }

  private daemon(name: string, topic: string, files: readonly string[], needs: readonly StepRef[]): ServiceDeclaration {
    const reads = files.map((file) => `file:${this.conf(file)}`);
    return {
      name,
      argv: [...daemonCommand(this.ctx, topic), ...this.fileArguments(files)],
      health: {kind: 'log', pattern: readyLine(topic)},
      stop: STOP,
      ...this.serviceOptions(reads, [...this.messages().needs, ...needs]),
    };
  }

  /**
   * It asks the conductor at once, and tells Placement what it has; both look for each other in the catalog. What fails is tried again only
   * after a minute.
   */
  private computeService({service, configuration, state}: ComputeHost): ServiceDeclaration {
    const {needs} = this.ctx.offer('placement', this.ctx.name);
    const before = ['service:conductor', this.catalogRef(), `directory:${state}`, ...needs];
    const files = [configuration, ...this.partsFor('computes')];
    if (!this.hasGuests()) return this.daemon(service, 'compute', files, before);
    const {values, needs: hypervisor} = this.ctx.offer('hypervisor', this.ctx.name);
    const guests = [...before, `directory:${join(state, 'instances')}`, ...hypervisor, ...this.switchNeeds()];
    const env = {PYTHONPATH: values.python!, XDG_CACHE_HOME: join(state, 'cache')};
    const daemon = this.daemon(service, 'compute', files, guests);
    const health = {...daemon.health!, timeoutMs: GUESTS_TIMEOUT_MS};
    return {...daemon, as: 'root', env, health};
  }

  /** Only they and what they need can switch servers off. */
  private serversStep({service, host}: ComputeHost): StepDraft {
    const args: RunningServersArgs = {environment: this.administrator(), host};
    const services = [service, 'conductor', 'api'].map((name) => `service:${name}`);
    const {needs} = this.ctx.offer('network', this.ctx.name);
    return stepOf('running-servers', host, args, {
      needs: [...services, this.catalogRef(), ...needs, ...this.switchNeeds()],
    });
  }

  private switchNeeds(): readonly StepRef[] {
    return this.ctx.optionalOffer('switch', this.ctx.name)?.needs ?? [];
  }

  /** Known to nova and to neutron: from then on a server can be scheduled to it, and its ports bound there. */
  private hostStep({service, host, state}: ComputeHost): StepDraft {
    const {needs} = this.ctx.offer('network-hosts', this.ctx.name);
    const disks = this.hasGuests() ? {disks: join(state, 'instances')} : {};
    const args: ComputeHostArgs = {environment: this.administrator(), host, service, ...disks};
    return stepOf('compute-host', host, args, {
      needs: [`service:${service}`, 'service:api', this.catalogRef(), ...needs],
    });
  }

  private flavorSteps(): readonly StepDraft[] {
    if (!this.has('api')) return [];
    const {flavors} = readFlavors(this.ctx.option<Readonly<Record<string, Json>>>('flavors'));
    return flavors.map((flavor: Flavor) => {
      const args: FlavorArgs = {environment: this.administrator(), flavor};
      return stepOf('flavor', flavor.name, args, {needs: ['service:api', this.catalogRef()]});
    });
  }

  private administrator(): Offer['values'] {
    return this.ctx.offer('identity', this.ctx.name).values;
  }

  private catalogRef(): StepRef {
    return `catalog:${this.ctx.name}`;
  }

  private ref(kind: string, key: string): StepRef {
    return stepRef(this.ctx.name, kind, key);
  }
}
