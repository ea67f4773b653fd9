import {join} from 'node:path/posix';
import {type DatabaseEngines, OpenStackComponent, subsystemProblems, type WsgiService} from '@devstack/openstack';
import {
  type CatalogService,
  type Demand,
  type DirectoryArgs,
  type Endpoint,
  type FileArgs,
  type Offer,
  type Problem,
  type ServiceDeclaration,
  type StepDraft,
  stepRef,
  type Text,
  type Use,
} from '@devstack/sdk';

const CONFIGURATION = 'cinder.conf';
const APPLICATION = 'application.py';
const DAEMON = 'daemon.py';
const DRIVER = 'file_volumes.py';
const HOST = 'controller';
const TYPE = 'block-storage';

/** What a subsystem cannot work without. */
const NEEDED = {api: ['scheduler', 'volume'], scheduler: ['volume'], volume: ['scheduler']} as const;

/** OpenStack Block Storage: volumes, as files in a plain directory. */
export class Cinder extends OpenStackComponent {
  override requires(): readonly string[] {
    return [...super.requires(), 'rabbitmq'];
  }

  override uses(): readonly Use[] {
    return [...super.uses(), {capability: 'messages', name: this.ctx.name}];
  }

  /** `volumes`: where they are made, and how they are found in the catalog. */
  override offer(demand: Demand): Offer {
    if (demand.capability !== 'volumes') return super.offer(demand);
    if (!this.has('api')) return {values: {}, needs: []};
    const values = {url: this.url(), catalog_info: `${TYPE}:${this.ctx.name}:publicURL`};
    return {values, needs: [stepRef(this.ctx.name, 'service', 'api')]};
  }

  protected override databaseEngines(): DatabaseEngines {
    const whyNot = {
      postgresql: 'it has no migrations for it',
      sqlite: 'its three programs write at the same time',
    };
    return {engines: ['mariadb'], whyNot};
  }

  override verify(): readonly Problem[] {
    return [...super.verify(), ...subsystemProblems(this.ctx.name, NEEDED, this.ctx.subsystems)];
  }

  override directories(): readonly DirectoryArgs[] {
    return [
      ...super.directories(),
      {path: this.volumes(), mode: 0o700, owner: 'service', contents: 'ours'},
      {path: this.modules(), mode: 0o750, owner: 'root', group: 'service', contents: 'ours'},
    ];
  }

  override configFiles(): readonly FileArgs[] {
    return [
      this.confFile(CONFIGURATION, this.parameters()),
      ...(this.has('api') ? [this.programFile(APPLICATION)] : []),
      ...(this.daemons().length > 0 ? [this.programFile(DAEMON)] : []),
      ...(this.has('volume') ? [this.programFile(DRIVER, this.modules())] : []),
      ...super.configFiles(),
    ];
  }

  override postInstall(): readonly StepDraft[] {
    const file = this.conf(CONFIGURATION);
    return [this.databaseSync(['cinder-manage', '--config-file', file, 'db', 'sync'], [file])];
  }

  override services(): readonly ServiceDeclaration[] {
    return [...super.services(), ...this.daemons().map((topic) => this.daemon(topic))];
  }

  override endpoints(): readonly Endpoint[] {
    return this.has('api') ? [{name: TYPE, url: this.url()}] : [];
  }

  protected override apis(): readonly WsgiService[] {
    return this.has('api') ? [this.api()] : [];
  }

  protected override catalogServices(): readonly CatalogService[] {
    return this.has('api') ? [{name: this.ctx.name, type: TYPE, url: this.url()}] : [];
  }

  private has(subsystem: string): boolean {
    return this.ctx.subsystems.includes(subsystem);
  }

  private daemons(): readonly string[] {
    return ['scheduler', 'volume'].filter((topic) => this.has(topic));
  }

  private api(): WsgiService {
    const configuration = this.conf(CONFIGURATION);
    return {
      name: 'api',
      port: this.ctx.option<number>('port'),
      application: {file: this.conf(APPLICATION)},
      processes: this.ctx.option<number>('processes'),
      threads: this.ctx.option<number>('threads'),
      env: {CINDER_CONFIGURATION: configuration},
      files: [configuration, this.conf(APPLICATION)],
      health: {path: '/', statuses: [300]},
      // Without its queues it takes a minute to stop, so it goes first.
      needs: [this.databaseSyncRef(), ...this.messages().needs],
    };
  }

  private daemon(topic: string): ServiceDeclaration {
    const isVolume = topic === 'volume';
    const files = [CONFIGURATION, DAEMON].map((name) => this.conf(name));
    const reads = isVolume ? [...files, join(this.modules(), DRIVER)] : files;
    return {
      name: topic,
      argv: [this.ctx.python.script('python3'), this.conf(DAEMON), topic, '--config-file', this.conf(CONFIGURATION)],
      ...(isVolume ? {env: {PYTHONPATH: this.modules()}} : {}),
      health: {kind: 'log', pattern: `cinder-${topic} is listening`},
      ...this.serviceOptions(
        reads.map((file) => `file:${file}`),
        [
          this.databaseSyncRef(),
          ...this.messages().needs,
          `directory:${this.ctx.paths.run}`,
          ...(isVolume ? [`directory:${this.volumes()}`] : []),
        ],
      ),
    };
  }

  private messages(): Offer {
    return this.ctx.offer('messages', this.ctx.name);
  }

  private url(): string {
    return `${this.clientUrl(this.api().port)}/v3`;
  }

  private volumes(): string {
    return join(this.ctx.paths.data, 'volumes');
  }

  private modules(): string {
    return this.conf('python');
  }

  /** What comes with the code; where, the release says. */
  private shipped(what: 'paste' | 'filters'): string {
    const {origin, paths, python, release} = this.ctx;
    const shipped = release.settings.shipped as Readonly<Record<typeof what, string>>;
    return join(origin === 'git' ? paths.source : python.environment, shipped[what]);
  }

  private parameters(): Readonly<Record<string, Text>> {
    return {
      ...this.identity(),
      DEBUG: String(this.ctx.option<boolean>('debug')),
      MY_IP: this.ctx.address.client,
      HOST,
      STATE: this.ctx.paths.data,
      TRANSPORT_URL: this.messages().values.url!,
      PASTE: this.shipped('paste'),
      FILTERS: this.shipped('filters'),
      VOLUMES: this.volumes(),
      DATABASE_URL: this.databaseUrl(),
      LOCKS: this.ctx.paths.run,
    };
  }
}
