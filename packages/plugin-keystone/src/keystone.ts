import {join} from 'node:path/posix';
import {
  type DirectoryArgs,
  type Endpoint,
  type FileArgs,
  type Problem,
  PythonComponent,
  type SecretDeclaration,
  type ServiceDeclaration,
  type StepDraft,
  step,
  type Text,
  type Use,
} from '@devstack/sdk';
import {localAddress, socketOf} from './keystone-address.ts';
import {bootstrap, databaseSync} from './keystone-commands.ts';
import {declareKeyDirectories, keyDirectories, keySteps} from './keystone-keys.ts';
import {findProblems} from './keystone-problems.ts';
import {type KeystoneSettings, readSettings} from './keystone-settings.ts';
import {renderUwsgiIni} from './uwsgi-conf.ts';

/** OpenStack Identity: users, projects, roles, tokens and the catalog of services. */
export class Keystone extends PythonComponent {
  override requires(): readonly string[] {
    return ['database'];
  }

  override uses(): readonly Use[] {
    return [{capability: 'database', name: 'keystone'}];
  }

  override secrets(): readonly SecretDeclaration[] {
    return [{name: 'admin_password', ask: 'Password of the cloud administrator'}];
  }

  override verify(): readonly Problem[] {
    return findProblems(this.settings(), this.ctx.account);
  }

  override directories(): readonly DirectoryArgs[] {
    return [...super.directories(), ...declareKeyDirectories(keyDirectories(this.ctx.paths))];
  }

  override configFiles(): readonly FileArgs[] {
    const settings = this.settings();
    const common = {mode: 0o640, owner: 'root', group: 'service'} as const;
    const uwsgi = renderUwsgiIni({...settings, socket: socketOf(this.ctx.address.bind, settings.port)});
    return [
      {...common, path: this.configuration(), content: this.template(settings), format: 'oslo'},
      {...common, path: this.uwsgiIni(), content: uwsgi},
    ];
  }

  override preInstall(): readonly StepDraft[] {
    return keySteps(keyDirectories(this.ctx.paths));
  }

  override postInstall(): readonly StepDraft[] {
    return [this.databaseSync(), this.bootstrap()];
  }

  /** Starts while bootstrap still runs: to load takes as long, and nothing asks the database until somebody logs in. */
  override services(): readonly ServiceDeclaration[] {
    const {address, python} = this.ctx;
    const {port} = this.settings();
    const inputs = [`file:${this.configuration()}`, `file:${this.uwsgiIni()}`, ...this.installed()];
    return [
      {
        name: 'api',
        argv: [python.script('uwsgi'), '--ini', this.uwsgiIni()],
        env: {OS_KEYSTONE_CONFIG_FILES: this.configuration()},
        ports: [port],
        health: {kind: 'http', url: `http://${socketOf(localAddress(address.bind), port)}/v3`, statuses: [200]},
        needs: [...inputs, 'command:db-sync', ...this.keys()],
        reads: inputs,
      },
    ];
  }

  override endpoints(): readonly Endpoint[] {
    return [{name: 'identity', url: `${this.settings().url}/v3`}];
  }

  override environment(): Readonly<Record<string, Text>> {
    return {
      OS_AUTH_URL: `${this.settings().url}/v3`,
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

  private template({url, processes}: KeystoneSettings): FileArgs['content'] {
    const keys = keyDirectories(this.ctx.paths);
    return this.ctx.template('keystone.conf', {
      DEBUG: String(this.ctx.option<boolean>('debug')),
      PUBLIC_ENDPOINT: url,
      DATABASE_URL: this.ctx.offer('database', 'keystone').values.url!,
      FERNET_KEYS: keys.fernet,
      RECEIPT_KEYS: keys.receipt,
      CREDENTIAL_KEYS: keys.credential,
      CACHE: String(processes === 1),
    });
  }

  private databaseSync(): StepDraft {
    const inputs = [`file:${this.configuration()}`, ...this.installed()];
    const {needs} = this.ctx.offer('database', 'keystone');
    const argv = databaseSync(this.manage(), this.configuration());
    return step('command', 'db-sync', {argv, undo: 'inside'}, {needs: [...inputs, ...needs], reads: inputs});
  }

  private bootstrap(): StepDraft {
    const argv = bootstrap(this.manage(), this.configuration(), {
      user: this.ctx.option('admin_user'),
      project: this.ctx.option('admin_project'),
      region: this.ctx.region,
      url: this.settings().url,
    });
    const env = {OS_BOOTSTRAP_PASSWORD: this.ctx.secret('admin_password')};
    const needs = ['command:db-sync', ...this.keys()];
    return step('command', 'bootstrap', {argv, env, undo: 'inside'}, {needs, reads: ['command:db-sync']});
  }

  private settings(): KeystoneSettings {
    return readSettings(this.ctx);
  }

  private manage(): string {
    return this.ctx.python.script('keystone-manage');
  }

  private configuration(): string {
    return join(this.ctx.paths.etc, 'keystone.conf');
  }

  private uwsgiIni(): string {
    return join(this.ctx.paths.etc, 'uwsgi.ini');
  }

  private installed(): readonly string[] {
    return this.install().map(({kind, key}) => `${kind}:${key}`);
  }

  private keys(): readonly string[] {
    return this.preInstall().map(({kind, key}) => `${kind}:${key}`);
  }
}
