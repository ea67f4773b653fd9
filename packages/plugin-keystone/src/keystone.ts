import {OpenStackComponent, type WsgiService} from '@devstack/openstack';
import {
  type Catalog,
  type Demand,
  type DirectoryArgs,
  type Endpoint,
  type FileArgs,
  type Offer,
  type SecretDeclaration,
  type StepDraft,
  step,
  stepOf,
  stepRef,
  type Text,
  type Use,
} from '@devstack/sdk';
import type {CloudsEntryArgs} from './clouds-entry-step.ts';
import {bootstrapArguments} from './keystone-commands.ts';
import {declareKeyDirectories, keyDirectories, keySteps} from './keystone-keys.ts';

const APPLICATION = 'application.py';

/** OpenStack Identity: users, projects, roles, tokens and the catalog of services. */
export class Keystone extends OpenStackComponent {
  override requires(): readonly string[] {
    return ['database'];
  }

  override uses(): readonly Use[] {
    return [{capability: 'database', name: 'keystone'}];
  }

  override secrets(): readonly SecretDeclaration[] {
    return [{name: 'admin_password', ask: 'Password of the cloud administrator'}];
  }

  /** `identity`: where the service is and how its administrator signs in; usable when the API runs and bootstrap has made the administrator. */
  override offer(demand: Demand): Offer {
    if (demand.capability !== 'identity') return super.offer(demand);
    const {name} = this.ctx;
    const needs = [stepRef(name, 'service', 'api'), stepRef(name, 'command', 'bootstrap')];
    return {values: {...this.environment(), auth_url: this.url()}, needs};
  }

  override directories(): readonly DirectoryArgs[] {
    return [...super.directories(), ...declareKeyDirectories(keyDirectories(this.ctx.paths))];
  }

  override configFiles(): readonly FileArgs[] {
    return [this.confFile('keystone.conf', this.parameters()), this.programFile(APPLICATION), ...super.configFiles()];
  }

  override configure(): readonly StepDraft[] {
    const openrc = this.openrc();
    return [...super.configure(), step('file', openrc.path, openrc)];
  }

  override preInstall(): readonly StepDraft[] {
    return keySteps(keyDirectories(this.ctx.paths));
  }

  override postInstall(): readonly StepDraft[] {
    return [this.makeDatabase(), this.bootstrap()];
  }

  /** Starts while bootstrap still runs: to load takes as long, and nothing asks the database until somebody logs in. */
  protected override apis(): readonly WsgiService[] {
    return [this.api()];
  }

  override postStart(): readonly StepDraft[] {
    return [...super.postStart(), ...this.cloudsEntry()];
  }

  /** Bootstrap enters it. */
  override catalog(): Catalog {
    return {};
  }

  override endpoints(): readonly Endpoint[] {
    return [{name: 'identity', url: `${this.url()}/v3`}];
  }

  override environment(): Readonly<Record<string, Text>> {
    return {
      OS_AUTH_URL: `${this.url()}/v3`,
      OS_IDENTITY_API_VERSION: '3',
      OS_USERNAME: this.ctx.option('admin_user'),
      OS_PASSWORD: this.ctx.secret('admin_password'),
      OS_PROJECT_NAME: this.ctx.option('admin_project'),
      OS_USER_DOMAIN_ID: 'default',
      OS_PROJECT_DOMAIN_ID: 'default',
      OS_REGION_NAME: this.ctx.region,
      OS_INTERFACE: 'public',
    };
  }

  /** For a person's shell, and so for nobody else. */
  private openrc(): FileArgs {
    const content = this.ctx.template('openrc', this.environment());
    return {path: this.conf('openrc'), mode: 0o600, owner: 'root', content, format: 'shell'};
  }

  private cloudsEntry(): readonly StepDraft[] {
    const cloud = this.ctx.option('cloud');
    if (!this.ctx.option<boolean>('clouds_yaml')) return [];
    const args: CloudsEntryArgs = {cloud, environment: this.environment()};
    const needs = ['service:api', 'command:bootstrap'];
    return [stepOf('clouds-entry', cloud, args, {needs, why: 'so that clients find the cloud by its name'})];
  }

  private api(): WsgiService {
    return {
      name: 'api',
      application: {file: this.conf(APPLICATION)},
      port: this.ctx.option<number>('port'),
      processes: this.ctx.option<number>('processes'),
      threads: this.ctx.option<number>('threads'),
      env: {OS_KEYSTONE_CONFIG_FILES: this.conf('keystone.conf')},
      files: [this.conf('keystone.conf'), this.conf(APPLICATION)],
      health: {path: '/v3', statuses: [200]},
      needs: [this.databaseSyncRef(), ...this.keys()],
    };
  }

  private url(): string {
    return this.clientUrl(this.api().port);
  }

  private parameters(): Readonly<Record<string, Text>> {
    const keys = keyDirectories(this.ctx.paths);
    return {
      DEBUG: String(this.ctx.option<boolean>('debug')),
      PUBLIC_ENDPOINT: this.url(),
      DATABASE_URL: this.databaseUrl(),
      FERNET_KEYS: keys.fernet,
      RECEIPT_KEYS: keys.receipt,
      CREDENTIAL_KEYS: keys.credential,
      CACHE: String(this.api().processes === 1),
    };
  }

  private makeDatabase(): StepDraft {
    const file = this.conf('keystone.conf');
    return this.databaseSync(['keystone-manage', '--config-file', file, 'db_sync'], [file]);
  }

  private bootstrap(): StepDraft {
    const file = this.conf('keystone.conf');
    const names = {
      user: this.ctx.option('admin_user'),
      project: this.ctx.option('admin_project'),
      region: this.ctx.region,
      url: this.url(),
    };
    const env = {OS_BOOTSTRAP_PASSWORD: this.ctx.secret('admin_password')};
    const argv = ['keystone-manage', '--config-file', file, ...bootstrapArguments(names)] as const;
    return this.manage('bootstrap', argv, [file], [this.databaseSyncRef(), ...this.keys()], {env});
  }

  private keys(): readonly string[] {
    return this.preInstall().map(({kind, key}) => `${kind}:${key}`);
  }
}
