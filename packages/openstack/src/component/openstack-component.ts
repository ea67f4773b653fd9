import {join} from 'node:path/posix';
import {
  type Catalog,
  type CatalogService,
  type CommandArgs,
  type FileArgs,
  type Problem,
  PythonComponent,
  type SecretDeclaration,
  type SecretRef,
  type ServiceDeclaration,
  type StepDraft,
  type StepOptions,
  type StepRef,
  step,
  stepOf,
  type Text,
  type Use,
} from '@devstack/sdk';
import type {CatalogArgs} from '../catalog-args.ts';
import {localAddress, socketOf} from './address.ts';
import {apiProblems} from './api-problems.ts';
import type {SchemaArgs, SchemaPart} from './schema-args.ts';
import {renderUwsgiIni, type WsgiApplication} from './uwsgi-conf.ts';
import type {WsgiService} from './wsgi-service.ts';

const SERVICE_PROJECT = 'service';
const SERVICE_ROLE = 'service';

export interface DatabaseEngines {
  /** `mariadb`, `postgresql`, `sqlite` */
  readonly engines: readonly string[];
  /** By the name of an engine: why it is not among them, as the end of a sentence. */
  readonly whyNot: Readonly<Record<string, string>>;
}

/**
 * What OpenStack services have in common: configuration from a template, commands of their own that prepare a database, APIs behind uwsgi, an
 * account in the Identity service. A child class says which.
 */
export abstract class OpenStackComponent extends PythonComponent {
  /** Databases it asks for, by name; none for a component that keeps its data itself. */
  databases(): readonly string[] {
    return [this.ctx.name];
  }

  /** What its databases can be kept in; everything when undefined. */
  protected databaseEngines(): DatabaseEngines | undefined {
    return undefined;
  }

  /** With what speaks to its databases. */
  override requirements(): readonly string[] {
    const drivers = this.databases().map((name) => this.ctx.offer('database', name).values.requirement);
    return [...new Set([...super.requirements(), ...drivers.filter((driver) => typeof driver === 'string')])];
  }

  override requires(): readonly string[] {
    return this.databases().length === 0 ? ['keystone'] : ['database', 'keystone'];
  }

  override uses(): readonly Use[] {
    const engines = this.databaseEngines();
    const options = engines === undefined ? {} : {options: {...engines}};
    return [
      ...this.databases().map((name) => ({capability: 'database', name, ...options})),
      {capability: 'identity', name: this.ctx.name},
    ];
  }

  override secrets(): readonly SecretDeclaration[] {
    return [{name: 'service_password'}];
  }

  /** Its APIs: files, services and problems come from them. */
  protected apis(): readonly WsgiService[] {
    return [];
  }

  override verify(): readonly Problem[] {
    const {name, account} = this.ctx;
    const surroundings = {component: name, account, isSqlite: this.isSqlite()};
    return this.apis().flatMap((api) => apiProblems(api, surroundings));
  }

  override configFiles(): readonly FileArgs[] {
    return this.apis().map((api) => this.uwsgiFile(api));
  }

  override services(): readonly ServiceDeclaration[] {
    return this.apis().map((api) => this.uwsgiService(api));
  }

  /** Of this component's account in the Identity service. */
  protected servicePassword(): SecretRef {
    return this.ctx.secret('service_password');
  }

  /** Absolute path of one of its configuration files. */
  protected conf(name: string): string {
    return join(this.ctx.paths.etc, name);
  }

  /** A configuration file from the template of the same name; it may hold passwords, so only root writes it and only the service reads it. */
  protected confFile(name: string, parameters: Readonly<Record<string, Text>>, template: string = name): FileArgs {
    const content = this.ctx.template(template, parameters);
    return {path: this.conf(name), mode: 0o640, owner: 'root', group: 'service', content, format: 'oslo'};
  }

  /** A program of ours from the template of the same name; only root writes it. @param directory where it is, when not beside the configuration */
  protected programFile(name: string, directory: string = this.ctx.paths.etc): FileArgs {
    const content = this.ctx.template(name, {});
    return {path: join(directory, name), mode: 0o640, owner: 'root', group: 'service', content};
  }

  /**
   * What the catalog of the Identity service says about it. The role of services is not declared: a grant makes it where an older bootstrap
   * has none, and the one that bootstrap made must stay.
   */
  override catalog(): Catalog {
    const {name} = this.ctx;
    const grants = this.roles().map((role) => ({role, on: {project: SERVICE_PROJECT}}));
    return {
      services: this.catalogServices(),
      projects: [{name: SERVICE_PROJECT, description: 'accounts of services'}],
      users: [{name, password: this.servicePassword(), grants}],
    };
  }

  /** Its services in the catalog, with the addresses that clients use. */
  protected catalogServices(): readonly CatalogService[] {
    return [];
  }

  /** Roles of its account in the project of services. */
  protected roles(): readonly string[] {
    return [SERVICE_ROLE];
  }

  override postStart(): readonly StepDraft[] {
    const catalog = this.catalog();
    if (Object.keys(catalog).length === 0) return [];
    const {values, needs} = this.ctx.offer('identity', this.ctx.name);
    const args: CatalogArgs = {environment: values, catalog};
    return [stepOf('catalog', this.ctx.name, args, {needs, why: 'so that it is found, and can sign in'})];
  }

  protected databaseUrl(name: string = this.ctx.name): Text {
    return this.ctx.offer('database', name).values.url!;
  }

  protected isSqlite(): boolean {
    return this.databases().some((name) => this.ctx.offer('database', name).values.engine === 'sqlite');
  }

  /** Parameters that most templates have: where the Identity service is, and who we are there. */
  protected identity(): {readonly AUTH_URL: Text; readonly REGION: string; readonly SERVICE_PASSWORD: Text} {
    const {auth_url: url} = this.ctx.offer('identity', this.ctx.name).values;
    return {AUTH_URL: url!, REGION: this.ctx.region, SERVICE_PASSWORD: this.servicePassword()};
  }

  /** The address under which clients reach one of its ports, without a path. */
  protected clientUrl(port: number): string {
    return `http://${socketOf(this.ctx.address.client, port)}`;
  }

  /** Steps after which its programs are there. */
  protected installed(): readonly StepRef[] {
    return this.install().map(({kind, key}) => `${kind}:${key}`);
  }

  /**
   * A command of its own that prepares a database or the like; again when a file that it reads or its code changes.
   * @param files configuration files, by path
   * @param needs besides files and code
   */
  protected manage(
    key: string,
    argv: readonly [string, ...string[]],
    files: readonly string[],
    needs: readonly StepRef[],
    rest: Pick<CommandArgs, 'env'> = {},
  ): StepDraft {
    const [program, ...args] = argv;
    const reads = [...files.map((file) => `file:${file}`), ...this.installed()];
    const command = [this.ctx.python.script(program), ...args] as const;
    return step('command', key, {argv: command, undo: 'inside', ...rest}, {needs: [...reads, ...needs], reads});
  }

  /**
   * Makes the tables of its database with a command of its own, or from a template where that gives the same.
   * @param files configuration files that the command reads, by path
   */
  protected databaseSync(argv: readonly [string, ...string[]], files: readonly string[]): StepDraft {
    const {name} = this.ctx;
    const {args, key, ...options} = this.manage('db-sync', argv, files, this.ctx.offer('database', name).needs);
    const schema = this.schemaArgs(name);
    const made = {...(args as object), ...schema};
    return {
      ...options,
      kind: schema === undefined ? 'command' : 'database-schema',
      key,
      args: made as StepDraft['args'],
    };
  }

  /** The step of `databaseSync()`. */
  protected databaseSyncRef(): StepRef {
    return `${this.schemaArgs(this.ctx.name) === undefined ? 'command' : 'database-schema'}:db-sync`;
  }

  /** Loads the tables of each of its databases for which there is a template; where one does not fit, a later step makes them. */
  protected schemaSteps(): readonly StepDraft[] {
    return this.databases().flatMap((name) => {
      const schema = this.schemaArgs(name);
      if (schema === undefined) return [];
      const reads = this.installed();
      const needs = [...reads, ...this.ctx.offer('database', name).needs];
      return [stepOf('database-schema', name, schema, {needs, reads})];
    });
  }

  /** undefined where code or server are not those that templates were made of. */
  private schemaArgs(database: string): SchemaArgs | undefined {
    const {origin, python, release} = this.ctx;
    const {client, engine} = this.ctx.offer('database', database).values;
    const part = (release.settings.schemas as Readonly<Record<string, SchemaPart>> | undefined)?.[database];
    if (part === undefined || origin !== 'pypi' || engine !== 'mariadb' || typeof client !== 'string') return undefined;
    const {distributions, migrations} = part;
    return {
      database,
      code: {environment: python.environment, distributions, migrations},
      template: this.ctx.template(part.template, {}).template,
      client: JSON.parse(client) as SchemaArgs['client'],
      owner: 'service',
    };
  }

  /** The ini file of an API; to be listed in `configFiles()`. */
  protected uwsgiFile(service: WsgiService): FileArgs {
    const {distro, origin, release} = this.ctx;
    const applications = (release.settings.wsgi ?? {}) as Record<string, WsgiApplication>;
    const application = service.application ?? applications[service.name];
    if (application === undefined)
      throw new Error(`release ${release.series} has no wsgi.${service.name} for ${this.ctx.name}`);
    const uwsgi = distro.settings.uwsgi as {readonly plugins?: readonly string[]} | undefined;
    const content = renderUwsgiIni({
      socket: socketOf(this.ctx.address.bind, service.port),
      application,
      processes: Math.max(service.processes ?? 1, application.processes ?? 1),
      // A service that reads before it writes in one transaction: SQLite takes two of these at once for a deadlock and refuses one.
      threads: this.isSqlite() ? 1 : (application.threads ?? service.threads ?? 8),
      uwsgiPlugins: origin === 'distro' ? (uwsgi?.plugins ?? []) : [],
      isChunked: service.isChunked ?? false,
    });
    return {path: this.uwsgiPath(service), mode: 0o640, owner: 'root', group: 'service', content};
  }

  /** The service of an API; to be listed in `services()`. */
  protected uwsgiService(service: WsgiService): ServiceDeclaration {
    const {path, statuses} = service.health ?? {path: '/', statuses: [200, 300]};
    const reads = [...service.files, this.uwsgiPath(service)].map((file) => `file:${file}`);
    const host = socketOf(localAddress(this.ctx.address.bind), service.port);
    return {
      name: service.name,
      argv: [this.ctx.python.script('uwsgi'), '--ini', this.uwsgiPath(service)],
      env: service.env,
      ports: [service.port],
      health: {kind: 'http', url: `http://${host}${path}`, statuses},
      ...this.serviceOptions(reads, service.needs),
    };
  }

  /** Needs and reads of a service that reads these files and its code. */
  protected serviceOptions(
    files: readonly StepRef[],
    needs: readonly StepRef[] = [],
  ): Required<Pick<StepOptions, 'needs' | 'reads'>> {
    const reads = [...files, ...this.installed()];
    return {needs: [...reads, ...needs], reads};
  }

  private uwsgiPath({name}: WsgiService): string {
    return this.conf(`${name}-uwsgi.ini`);
  }
}
