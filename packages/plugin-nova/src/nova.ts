import {join} from 'node:path/posix';
import {type DatabaseEngines, localAddress, OpenStackComponent, type WsgiService} from '@devstack/openstack';
import {
  type CatalogService,
  type Demand,
  type DirectoryArgs,
  type Endpoint,
  type FileArgs,
  type Json,
  type Offer,
  type Problem,
  type SecretDeclaration,
  type ServiceDeclaration,
  type StepDraft,
  type StepRef,
  stepOf,
  stepRef,
  type Text,
  type Use,
} from '@devstack/sdk';
import type {ComputeHostArgs} from './compute-host-step.ts';
import {type ComputeHost, computeHosts} from './compute-hosts.ts';
import {type Flavor, readFlavors} from './flavor.ts';
import type {FlavorArgs} from './flavor-step.ts';
import {daemonCommand} from './nova-daemons.ts';
import {LOG_LEVELS, readyLine} from './nova-log.ts';
import {hypervisorProblems, subsystemProblems} from './nova-problems.ts';

const CONFIGURATION = 'nova.conf';
const PREPARATION = 'prepare-cells.py';
const API_DATABASE = 'nova_api';
const CELL0_DATABASE = 'nova_cell0';
const CELL1_DATABASE = 'nova';
/** Host of the services of which there is one. */
const CONTROLLER = 'controller';

/** At once. At SIGTERM each waits until its idle queues tell it so, a compute for 15 seconds; there are no guests that it could harm. */
const STOP = {signal: 'SIGINT', graceMs: 5_000} as const;

/** OpenStack Compute: servers. One cell, any number of computes. */
export class Nova extends OpenStackComponent {
  override databases(): readonly string[] {
    return [API_DATABASE, CELL0_DATABASE, CELL1_DATABASE];
  }

  /** Neutron too: without it the API cannot even show a server. */
  override requires(): readonly string[] {
    return [...super.requires(), 'rabbitmq', 'glance', 'placement', 'neutron'];
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
    ];
  }

  protected override databaseEngines(): DatabaseEngines {
    const whyNot = {
      postgresql: 'neutron, which it cannot be without, has no migrations for it',
      sqlite: 'it locks up when the conductor writes while another does',
    };
    return {engines: ['mariadb'], whyNot};
  }

  override secrets(): readonly SecretDeclaration[] {
    return [...super.secrets(), {name: 'metadata_secret'}];
  }

  override notes(): readonly string[] {
    if (!this.has('compute') || this.ctx.option('hypervisor') !== 'fake') return [];
    return ['nova: the hypervisor is fake: servers go through all their states, but nothing runs in them'];
  }

  override verify(): readonly Problem[] {
    return [
      ...super.verify(),
      ...subsystemProblems(this.ctx.subsystems),
      ...hypervisorProblems(this.ctx.option('hypervisor'), this.drivers()),
      ...readFlavors(this.ctx.option('flavors')).problems,
    ];
  }

  /** `compute`: where the API is, and the names of the hosts that run servers (with commas between). */
  override offer(demand: Demand): Offer {
    if (demand.capability !== 'compute') return super.offer(demand);
    const hosts = this.computes().map(({host}) => host);
    const needs = this.has('api') ? [this.ref('service', 'api')] : [];
    return {values: {url: this.url(), hosts: hosts.join(',')}, needs};
  }

  override directories(): readonly DirectoryArgs[] {
    const states = this.computes().map(({state}) => state);
    return [
      ...super.directories(),
      ...states.map((path) => ({path, mode: 0o700, owner: 'service', contents: 'ours'}) as const),
    ];
  }

  override configFiles(): readonly FileArgs[] {
    return [
      this.confFile(CONFIGURATION, this.parameters()),
      this.preparationFile(),
      ...this.computes().map((compute) => this.computeFile(compute)),
      ...super.configFiles(),
    ];
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
      ...daemons.map((name) => this.daemon(name, name, CONFIGURATION, ['command:cells'])),
      ...this.computes().map((compute) => this.computeService(compute)),
    ];
  }

  override postStart(): readonly StepDraft[] {
    return [...super.postStart(), ...this.flavorSteps(), ...this.computes().map((compute) => this.hostStep(compute))];
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

  private has(subsystem: string): boolean {
    return this.ctx.subsystems.includes(subsystem);
  }

  private computes(): readonly ComputeHost[] {
    return this.has('compute') ? computeHosts(this.ctx.option<number>('computes'), this.ctx.paths) : [];
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
    return {
      name,
      port,
      env: {OS_NOVA_CONFIG_DIR: this.ctx.paths.etc, OS_NOVA_CONFIG_FILES: `${this.paste()};${CONFIGURATION}`},
      files: [this.conf(CONFIGURATION)],
      health: {path: '/', statuses: [200]},
      // Without its queues it takes a minute to stop, so it goes first.
      needs: ['command:cells', ...this.messages().needs],
    };
  }

  private url(): string {
    return `${this.clientUrl(this.api().port)}/v2.1`;
  }

  private daemon(name: string, topic: string, file: string, needs: readonly StepRef[]): ServiceDeclaration {
    return {
      name,
      argv: [...daemonCommand(this.ctx, topic), '--config-file', this.conf(file)],
      health: {kind: 'log', pattern: readyLine(topic)},
      stop: STOP,
      ...this.serviceOptions([`file:${this.conf(file)}`], [...this.messages().needs, ...needs]),
    };
  }

  /**
   * It asks the conductor at once, and tells Placement what it has; both look for each other in the catalog. What fails is tried again only
   * after a minute.
   */
  private computeService({service, configuration, state}: ComputeHost): ServiceDeclaration {
    const {needs} = this.ctx.offer('placement', this.ctx.name);
    const before = ['service:conductor', this.catalogRef(), `directory:${state}`, ...needs];
    return this.daemon(service, 'compute', configuration, before);
  }

  /** Known to nova and to neutron: from then on a server can be scheduled to it, and its ports bound there. */
  private hostStep({service, host}: ComputeHost): StepDraft {
    const {needs} = this.ctx.offer('network-hosts', this.ctx.name);
    const args: ComputeHostArgs = {environment: this.administrator(), host, service};
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

  private messages(): Offer {
    return this.ctx.offer('messages', this.ctx.name);
  }

  private catalogRef(): StepRef {
    return `catalog:${this.ctx.name}`;
  }

  private ref(kind: string, key: string): StepRef {
    return stepRef(this.ctx.name, kind, key);
  }

  private drivers(): Readonly<Record<string, string>> {
    return this.ctx.release.settings.drivers as Readonly<Record<string, string>>;
  }

  /** What comes with the code; where, the release says. */
  private paste(): string {
    const {origin, paths, python, release} = this.ctx;
    const {paste} = release.settings.shipped as {readonly paste: string};
    return join(origin === 'git' ? paths.source : python.environment, paste);
  }

  private preparationFile(): FileArgs {
    const content = this.ctx.template(PREPARATION, {});
    return {path: this.conf(PREPARATION), mode: 0o640, owner: 'root', group: 'service', content};
  }

  private computeFile({host, configuration, state}: ComputeHost): FileArgs {
    return this.confFile(configuration, {...this.common(), HOST: host, STATE: state}, 'nova-compute.conf');
  }

  private parameters(): Readonly<Record<string, Text>> {
    return {
      ...this.common(),
      HOST: CONTROLLER,
      STATE: this.ctx.paths.data,
      API_DATABASE_URL: this.databaseUrl(API_DATABASE),
      DATABASE_URL: this.databaseUrl(CELL1_DATABASE),
      PASTE: this.paste(),
      METADATA_SECRET: this.ctx.secret('metadata_secret'),
    };
  }

  private common(): Readonly<Record<string, Text>> {
    return {
      ...this.identity(),
      DEBUG: String(this.ctx.option<boolean>('debug')),
      LOG_LEVELS,
      MY_IP: this.ctx.address.client,
      TRANSPORT_URL: this.messages().values.url!,
      DRIVER: this.drivers()[this.ctx.option('hypervisor')] ?? '',
      LOCKS: this.ctx.paths.run,
    };
  }
}
