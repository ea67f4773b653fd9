import {join} from 'node:path/posix';
import {localAddress, OpenStackComponent, portProblems, socketOf, subsystemProblems} from '@devstack/openstack';
import type {
  Argv,
  Catalog,
  CatalogService,
  DirectoryArgs,
  Endpoint,
  FileArgs,
  Problem,
  SecretDeclaration,
  ServiceDeclaration,
  StepDraft,
  SymlinkArgs,
  Text,
} from '@devstack/sdk';
import {NEEDED, portOption, type Server, STORAGE_SERVERS, serverProgram} from './swift-servers.ts';

const SETTINGS = 'swift.conf';
const AUTHTOKEN = 'authtoken.conf';
const RINGS = 'make-rings.py';
const DEVICE = 'sdb1';
/** They ask nobody for a password, so nobody else may reach them. */
const STORAGE_ADDRESS = '127.0.0.1';

/** OpenStack Object Storage: one copy of everything, in a plain directory. */
export class Swift extends OpenStackComponent {
  override databases(): readonly string[] {
    return [];
  }

  override secrets(): readonly SecretDeclaration[] {
    return [...super.secrets(), {name: 'hash_prefix'}, {name: 'hash_suffix'}];
  }

  override verify(): readonly Problem[] {
    const {account, name, subsystems} = this.ctx;
    const ports = this.servers().flatMap((server) => {
      return portProblems(this.port(server), `${name}.${portOption(server)}`, account);
    });
    return [...super.verify(), ...ports, ...subsystemProblems(name, NEEDED, subsystems)];
  }

  override directories(): readonly DirectoryArgs[] {
    const device = [this.devices(), join(this.devices(), DEVICE)];
    return [
      ...super.directories(),
      ...device.map((path) => ({path, mode: 0o700, owner: 'service', contents: 'ours'}) as const),
      {path: this.rings(), mode: 0o750, owner: 'service', contents: 'ours'},
    ];
  }

  override configFiles(): readonly FileArgs[] {
    return [
      this.settingsFile(),
      ...this.servers().map((server) => this.serverFile(server)),
      ...(this.hasProxy() ? [this.authtokenFile(), this.programFile(RINGS)] : []),
      ...super.configFiles(),
    ];
  }

  /** It looks for rings beside its configuration, where only root writes. */
  override symlinks(): readonly SymlinkArgs[] {
    if (!this.hasProxy()) return [];
    return STORAGE_SERVERS.map((server) => {
      const file = `${server}.ring.gz`;
      return {path: this.conf(file), target: join(this.rings(), file)};
    });
  }

  override postInstall(): readonly StepDraft[] {
    if (!this.hasProxy()) return [];
    const servers = STORAGE_SERVERS.map((server) => `${server}=${this.port(server)}`);
    const argv = ['python3', this.conf(RINGS), this.rings(), DEVICE, STORAGE_ADDRESS, ...servers] as const;
    return [this.manage('rings', argv, [this.conf(RINGS)], [`directory:${this.rings()}`])];
  }

  override services(): readonly ServiceDeclaration[] {
    return [...super.services(), ...this.servers().map((server) => this.service(server))];
  }

  override endpoints(): readonly Endpoint[] {
    return this.hasProxy() ? [{name: 'object-store', url: this.url()}] : [];
  }

  override catalog(): Catalog {
    return this.hasProxy() ? super.catalog() : {};
  }

  protected override catalogServices(): readonly CatalogService[] {
    return [{name: 'swift', type: 'object-store', url: `${this.url()}/AUTH_$(project_id)s`}];
  }

  private service(server: Server): ServiceDeclaration {
    const files = [this.conf(SETTINGS), this.conf(`${server}-server.conf`)];
    const reads = server === 'proxy' ? [...files, this.conf(AUTHTOKEN)] : files;
    const port = this.port(server);
    return {
      name: server,
      argv: this.program(server),
      ports: [port],
      health: {kind: 'http', url: `http://${socketOf(localAddress(this.bind(server)), port)}/healthcheck`},
      ...this.serviceOptions(
        [...reads.map((file) => `file:${file}`), ...(server === 'proxy' ? ['command:rings'] : [])],
        server === 'proxy' ? this.symlinks().map(({path}) => `symlink:${path}`) : [`directory:${this.device()}`],
      ),
    };
  }

  private program(server: Server): Argv {
    const {paths, python} = this.ctx;
    return [python.script('python3'), '-c', serverProgram(server), paths.etc, this.conf(`${server}-server.conf`), '-v'];
  }

  private settingsFile(): FileArgs {
    return this.iniFile(SETTINGS, {
      HASH_PREFIX: this.ctx.secret('hash_prefix'),
      HASH_SUFFIX: this.ctx.secret('hash_suffix'),
    });
  }

  /** Swift reads its files with configparser; only those of the middleware are for oslo.config. */
  private iniFile(...file: Parameters<OpenStackComponent['confFile']>): FileArgs {
    return {...this.confFile(...file), format: 'ini'};
  }

  private authtokenFile(): FileArgs {
    return this.confFile(AUTHTOKEN, this.identity());
  }

  private serverFile(server: Server): FileArgs {
    const parameters = {...this.common(server), ...(server === 'proxy' ? {AUTHTOKEN: this.conf(AUTHTOKEN)} : {})};
    const storage = {...parameters, SERVER: server, DEVICES: this.devices()};
    return server === 'proxy'
      ? this.iniFile('proxy-server.conf', parameters)
      : this.iniFile(`${server}-server.conf`, storage, 'storage-server.conf');
  }

  private common(server: Server): Readonly<Record<string, Text>> {
    return {
      BIND: this.bind(server),
      PORT: String(this.port(server)),
      USER: this.ctx.account.user,
      ETC: this.ctx.paths.etc,
      LOG_LEVEL: this.ctx.option<boolean>('debug') ? 'DEBUG' : 'INFO',
    };
  }

  private servers(): readonly Server[] {
    return this.ctx.subsystems as readonly Server[];
  }

  private hasProxy(): boolean {
    return this.servers().includes('proxy');
  }

  private bind(server: Server): string {
    return server === 'proxy' ? this.ctx.address.bind : STORAGE_ADDRESS;
  }

  private port(server: Server): number {
    return this.ctx.option<number>(portOption(server));
  }

  private url(): string {
    return `${this.clientUrl(this.port('proxy'))}/v1`;
  }

  private devices(): string {
    return join(this.ctx.paths.data, 'devices');
  }

  private device(): string {
    return join(this.devices(), DEVICE);
  }

  private rings(): string {
    return join(this.ctx.paths.data, 'rings');
  }
}
