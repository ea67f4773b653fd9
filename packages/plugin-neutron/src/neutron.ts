import {join} from 'node:path/posix';
import {type DatabaseEngines, localAddress, OpenStackComponent, socketOf, type WsgiService} from '@devstack/openstack';
import {
  type CatalogService,
  type Demand,
  type DirectoryArgs,
  type Endpoint,
  type FileArgs,
  type Host,
  type JsonObject,
  type Offer,
  type PackageRequest,
  type Problem,
  type ServiceDeclaration,
  type StepDraft,
  stepRef,
  type Text,
  type Use,
} from '@devstack/sdk';
import {DataPath} from './data-path.ts';
import {datapathNote, examineDatapath} from './datapath-choice.ts';
import {declaredSteps, NETWORK_STEP} from './declared-steps.ts';
import {networkProblems} from './network-settings.ts';
import {openPortProblems} from './open-ports.ts';
import {floatingRangeProblems, withFloatingRange} from './outside.ts';
import {hostNames, ovnDatabases, ovnProblems, ovnServices, pluginParameters} from './ovn.ts';
import type {AgentProgram} from './ovn-agent.ts';

const CONFIGURATION = 'neutron.conf';
const PLUGIN = 'ml2_conf.ini';
const AGENT = 'ovn-agent.conf';
/** In the memory of each process, and so to nobody: there are no agents that would listen. */
const NO_MESSAGES = 'fake://';

/** OpenStack Networking, with OVN. */
export class Neutron extends OpenStackComponent {
  static override examine(host: Host): Promise<JsonObject> {
    return examineDatapath(host);
  }

  override requires(): readonly string[] {
    return [...super.requires(), ...(this.usesMessages() ? ['rabbitmq'] : [])];
  }

  override uses(): readonly Use[] {
    const messages = this.usesMessages() ? [{capability: 'messages', name: this.ctx.name}] : [];
    return [...super.uses(), ...messages];
  }

  protected override databaseEngines(): DatabaseEngines {
    const migrations = 'its migrations change tables as only MySQL and MariaDB can';
    return {engines: ['mariadb'], whyNot: {postgresql: migrations, sqlite: migrations}};
  }

  override verify(): readonly Problem[] {
    return [
      ...super.verify(),
      ...ovnProblems(this.ctx),
      ...networkProblems(this.networks(), this.physicalNetworks()),
      ...floatingRangeProblems(this.ctx.option('floating_range')),
      ...openPortProblems(this.ctx.option<readonly string[]>('open_ports')),
    ];
  }

  /**
   * `network`: where the API is. `network-hosts`: the hosts in the options `hosts` are known, and ports can be bound to them. `switch`: what
   * plugs guests in; nothing without a data path. `metadata-proxy`: guests can ask whoever demands it about themselves; see MetadataSource.
   */
  override offer(demand: Demand): Offer {
    const {name} = this.ctx;
    const values = {url: this.url()};
    switch (demand.capability) {
      case 'network':
        return {values, needs: [stepRef(name, 'service', 'api')]};
      case 'network-hosts':
        return {values, needs: this.has('ovn') ? this.dataPath().hostsReady() : []};
      case 'switch':
        return this.dataPath().switchOffer();
      case 'metadata-proxy':
        return this.dataPath().metadataOffer();
      default:
        return super.offer(demand);
    }
  }

  override packages(): readonly PackageRequest[] {
    return [...super.packages(), ...(this.dataPath().switch?.packages() ?? [])];
  }

  override directories(): readonly DirectoryArgs[] {
    return [...super.directories(), ...(this.dataPath().switch?.directories() ?? [])];
  }

  override configFiles(): readonly FileArgs[] {
    return [
      this.confFile(CONFIGURATION, this.parameters()),
      this.confFile(PLUGIN, pluginParameters(this.ctx, this.dataPath().agent !== undefined)),
      ...super.configFiles(),
      ...this.maintenanceFile(),
      ...this.agentFile(),
    ];
  }

  override postInstall(): readonly StepDraft[] {
    const argv = ['neutron-db-manage', ...this.configArguments(), 'upgrade', 'head'] as const;
    const sync = this.databaseSync(argv, this.files());
    return [sync, ...(this.has('ovn') ? ovnDatabases(this.ctx) : []), ...(this.dataPath().switch?.postInstall() ?? [])];
  }

  override services(): readonly ServiceDeclaration[] {
    return [
      ...(this.has('ovn') ? ovnServices(this.ctx) : []),
      ...(this.program('server') === undefined ? super.services() : [this.server()]),
      ...this.maintenance(),
      ...(this.dataPath().switch?.services() ?? []),
      ...(this.dataPath().agent?.services(this.conf(AGENT), this.installed()) ?? []),
    ];
  }

  override postStart(): readonly StepDraft[] {
    const hosts = this.has('ovn') ? [this.dataPath().hostStep()] : [];
    const networks = this.has('api') ? this.declared() : [];
    return [...super.postStart(), ...(this.dataPath().switch?.steps() ?? []), ...hosts, ...networks];
  }

  override endpoints(): readonly Endpoint[] {
    return [{name: 'network', url: this.url()}];
  }

  override notes(): readonly string[] {
    return [datapathNote(this.dataPath().choice)];
  }

  protected override apis(): readonly WsgiService[] {
    return this.has('api') && this.program('server') === undefined ? [this.api()] : [];
  }

  protected override catalogServices(): readonly CatalogService[] {
    return [{name: 'neutron', type: 'network', url: this.url()}];
  }

  /** An administrator too: it tells the Compute service what happens to its servers' ports. */
  protected override roles(): readonly string[] {
    return [...super.roles(), 'admin'];
  }

  private api(): WsgiService {
    return {
      name: 'api',
      port: this.ctx.option<number>('port'),
      processes: this.ctx.option<number>('processes'),
      threads: this.ctx.option<number>('threads'),
      env: {
        ...this.temporaryFiles(),
        OS_NEUTRON_CONFIG_DIR: this.ctx.paths.etc,
        OS_NEUTRON_CONFIG_FILES: `${CONFIGURATION};${PLUGIN}`,
      },
      files: this.files(),
      health: {path: '/', statuses: [200]},
      needs: this.apiNeeds(),
    };
  }

  /** Where a release cannot run behind uwsgi, its own server takes the place of the API. */
  private server(): ServiceDeclaration {
    const port = this.ctx.option<number>('port');
    const host = socketOf(localAddress(this.ctx.address.bind), port);
    return {
      name: 'api',
      argv: [this.ctx.python.script(this.program('server')!), ...this.configArguments()],
      env: this.temporaryFiles(),
      ports: [port],
      health: {kind: 'http', url: `http://${host}/`, statuses: [200]},
      ...this.serviceOptions(this.fileSteps(), this.apiNeeds()),
    };
  }

  /** Last of all: it costs as much as an API to start, and nobody waits for what it does. */
  private maintenance(): readonly ServiceDeclaration[] {
    const program = this.program('maintenance');
    if (program === undefined || !this.has('maintenance')) return [];
    const {script} = this.ctx.python;
    const [single] = this.maintenanceFile();
    const argv = single === undefined ? ([script(program)] as const) : ([script('python3'), single.path] as const);
    const files = [...this.fileSteps(), ...(single === undefined ? [] : [`file:${single.path}`])];
    return [
      {
        name: 'maintenance',
        argv: [...argv, ...this.configArguments()],
        env: this.temporaryFiles(),
        health: {kind: 'log', pattern: '.'},
        ...this.serviceOptions(files, ['service:api', NETWORK_STEP]),
      },
    ];
  }

  /** What runs the maintenance as one process, where a release has that. */
  private maintenanceFile(): readonly FileArgs[] {
    const program = this.program('single');
    if (program === undefined || !this.has('maintenance')) return [];
    const content = this.ctx.template(program, {});
    return [{path: this.conf(program), mode: 0o640, owner: 'root', group: 'service', content}];
  }

  private declared(): readonly StepDraft[] {
    const identity = this.ctx.offer('identity', this.ctx.name);
    const ports = this.ctx.option<readonly string[]>('open_ports');
    const openPorts = this.dataPath().switch === undefined ? undefined : ports;
    return declaredSteps({identity, networks: this.networks(), openPorts}, [`catalog:${this.ctx.name}`, 'service:api']);
  }

  /** Made anew each time: what others demand is known only when all are. */
  private dataPath(): DataPath {
    const agentProgram = this.ctx.release.settings.agent as AgentProgram | undefined;
    return new DataPath(this.ctx, {
      hosts: hostNames(this.ctx),
      networks: this.networks(),
      physicalNetworks: this.physicalNetworks(),
      ...(agentProgram === undefined ? {} : {agentProgram}),
    });
  }

  private agentFile(): readonly FileArgs[] {
    const parameters = this.dataPath().agent?.parameters(this.conf(AGENT));
    return parameters === undefined ? [] : [this.confFile(AGENT, parameters)];
  }

  private apiNeeds(): readonly string[] {
    return [
      this.databaseSyncRef(),
      `directory:${this.ctx.paths.run}`,
      ...(this.has('ovn') ? ['service:ovn-northd'] : []),
    ];
  }

  /** It notes there when it was started, and never takes the note away. */
  private temporaryFiles(): Readonly<Record<string, string>> {
    return {TMPDIR: this.ctx.paths.run};
  }

  private parameters(): Readonly<Record<string, Text>> {
    const {paths, python, release} = this.ctx;
    const {paste} = release.settings.shipped as {readonly paste: string};
    return {
      ...this.identity(),
      DEBUG: String(this.ctx.option<boolean>('debug')),
      HOST: hostNames(this.ctx)[0],
      STATE: paths.data,
      PASTE: join(python.environment, paste),
      MESSAGES: this.usesMessages() ? this.ctx.offer('messages', this.ctx.name).values.url! : NO_MESSAGES,
      BIND: this.ctx.address.bind,
      PORT: String(this.ctx.option<number>('port')),
      PROCESSES: String(this.ctx.option<number>('processes')),
      DATABASE_URL: this.databaseUrl(),
      LOCKS: paths.run,
    };
  }

  private networks(): JsonObject {
    return withFloatingRange(this.ctx.option<JsonObject>('networks'), this.ctx.option('floating_range'));
  }

  private physicalNetworks(): readonly string[] {
    return this.ctx.option<readonly string[]>('physical_networks');
  }

  private usesMessages(): boolean {
    return this.ctx.option('messages') === 'rabbitmq';
  }

  private has(subsystem: string): boolean {
    return this.ctx.subsystems.includes(subsystem);
  }

  /** The name of a program, or of a template of one, that this release has for something. */
  private program(what: 'server' | 'maintenance' | 'single'): string | undefined {
    return this.ctx.release.settings[what] as string | undefined;
  }

  private files(): readonly string[] {
    return [this.conf(CONFIGURATION), this.conf(PLUGIN)];
  }

  private fileSteps(): readonly string[] {
    return this.files().map((file) => `file:${file}`);
  }

  private configArguments(): readonly string[] {
    return this.files().flatMap((file) => ['--config-file', file]);
  }

  private url(): string {
    return this.clientUrl(this.ctx.option<number>('port'));
  }
}
