import {fileURLToPath} from 'node:url';
import type {FileArgs, StepDraft} from '@devstack/sdk';
import {componentContract, componentScene, type FakeContextSettings, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Keystone} from './keystone.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const root = '/opt/openstack';
const database = {
  values: {url: 'sqlite:////opt/openstack/data/database/keystone.db', engine: 'sqlite'},
  needs: ['database/directory:/opt/openstack/data/database'],
};
const mariadb = {values: {url: 'mysql+pymysql://k@h/keystone', engine: 'mariadb'}, needs: ['database/service:mariadb']};
const pypi = {
  origin: 'pypi',
  offers: {'database/keystone': database},
  demands: [{capability: 'identity', name: 'glance', component: 'glance'}],
  distro: {packages: [{name: 'python3'}]},
  release: {requirements: ['keystone==30.0.0', 'pyuwsgi']},
} as const satisfies Partial<FakeContextSettings>;
const git = {
  ...pypi,
  origin: 'git',
  release: {...pypi.release, requirements: ['pyuwsgi'], repository: 'git+https://example.org/keystone', ref: 'main'},
} as const satisfies Partial<FakeContextSettings>;
const distro = {
  ...pypi,
  origin: 'distro',
  distro: {packages: [{name: 'python3-keystone'}], settings: {uwsgi: {plugins: ['http', 'python3']}}},
  release: {series: 'zed'},
} as const satisfies Partial<FakeContextSettings>;

const {create, contentOf} = componentScene({component: Keystone, name: 'keystone', package: directory, usual: pypi});
const find = (steps: readonly StepDraft[], key: string) => steps.find((step) => step.key === key);

describe('contract', () => {
  registerContract(
    test,
    componentContract({component: Keystone, name: 'keystone', package: directory, surroundings: {pypi, git, distro}}),
  );
});

describe('files', () => {
  test('keystone.conf, to the letter', () => {
    expect(contentOf(create(), 'keystone.conf').replaceAll(/^#.*\n/gm, '')).toBe(`[DEFAULT]
debug = false
public_endpoint = http://127.0.0.1:5000

[database]
connection = sqlite:////opt/openstack/data/database/keystone.db

[token]
provider = fernet

[fernet_tokens]
key_repository = /opt/openstack/data/keystone/fernet-keys

[fernet_receipts]
key_repository = /opt/openstack/data/keystone/receipt-keys

[credential]
key_repository = /opt/openstack/data/keystone/credential-keys

[identity]
password_hash_rounds = 4
max_password_length = 72

[cache]
enabled = true
backend = dogpile.cache.memory
`);
  });

  test('uwsgi.ini of an environment from PyPI, to the letter', () => {
    expect(contentOf(create(), 'api-uwsgi.ini').replaceAll(/^;.*\n/gm, '')).toBe(`[uwsgi]
http-socket = 127.0.0.1:5000
wsgi-file = /opt/openstack/etc/keystone/application.py
need-app = true
master = true
processes = 1
threads = 1
enable-threads = true
lazy-apps = true
die-on-term = true
worker-reload-mercy = 2
buffer-size = 65535
add-header = Connection: close
`);
  });

  test('the uwsgi of a distribution loads plugins first', () => {
    expect(contentOf(create(distro), 'api-uwsgi.ini')).toMatch(
      /^\[uwsgi\]\nplugins = http,python3\nhttp-socket = 127\.0\.0\.1:5000\nwsgi-file = \/opt\/openstack\/etc\/keystone\/application.py\n/,
    );
  });

  test('more threads where the database allows them; no cache where processes would each have their own', () => {
    const keystone = create({...pypi, offers: {'database/keystone': mariadb}, options: {processes: 3}});
    expect(contentOf(keystone, 'api-uwsgi.ini')).toContain('processes = 3\nthreads = 8\n');
    expect(contentOf(keystone, 'keystone.conf')).toContain('enabled = false\n');
  });

  test('root writes them, services read them, nobody else', () => {
    for (const file of create().configFiles()) {
      expect(file).toMatchObject({mode: 0o640, owner: 'root', group: 'service'});
    }
  });

  test('two keys in each of three closed directories, readable by the services only', () => {
    const keys = create().preInstall();
    expect(keys.map(({key}) => key.slice(`${root}/data/keystone/`.length))).toEqual([
      'fernet-keys/0',
      'fernet-keys/1',
      'receipt-keys/0',
      'receipt-keys/1',
      'credential-keys/0',
      'credential-keys/1',
    ]);
    const path = `${root}/data/keystone/fernet-keys/0`;
    expect(keys[0]).toEqual({
      kind: 'key-file',
      key: path,
      args: {path, mode: 0o600, owner: 'service', bytes: 32, encoding: 'base64url'},
      needs: [`directory:${root}/data/keystone/fernet-keys`],
    });
    expect(find(create().configure(), `${root}/data/keystone/fernet-keys`)?.args).toMatchObject({mode: 0o700});
  });
});

describe('commands', () => {
  const configuration = `${root}/etc/keystone/keystone.conf`;

  test('the database is made when code, configuration and its place are there', () => {
    const inputs = [`file:${configuration}`, 'packages:distro', `python:${root}/venv`];
    expect(find(create().postInstall(), 'db-sync')).toEqual({
      kind: 'command',
      key: 'db-sync',
      args: {argv: [`${root}/venv/bin/keystone-manage`, '--config-file', configuration, 'db_sync'], undo: 'inside'},
      needs: [...inputs, ...database.needs],
      reads: inputs,
    });
  });

  test('on our own MariaDB the tables come from a template where one fits, and what needs them waits for that', () => {
    const client = JSON.stringify(['/usr/bin/mariadb']);
    const offers = {'database/keystone': {...mariadb, values: {...mariadb.values, client}}};
    const schemas = {
      keystone: {template: 'schemas/2026.2-keystone.schema', distributions: ['keystone'], migrations: 'keystone/sql'},
    };
    const release = {...pypi.release, settings: {schemas}};
    const keystone = create({...pypi, offers, release});
    expect(find(keystone.postInstall(), 'db-sync')).toMatchObject({
      kind: 'database-schema',
      args: {
        argv: [`${root}/venv/bin/keystone-manage`, '--config-file', configuration, 'db_sync'],
        client: ['/usr/bin/mariadb'],
        code: {environment: `${root}/venv`, distributions: ['keystone'], migrations: 'keystone/sql'},
        template: expect.stringMatching(/^\{"version":1,/),
      },
    });
    expect(keystone.start()[0]?.needs).toContain('database-schema:db-sync');
    expect(find(keystone.postInstall(), 'bootstrap')?.needs).toContain('database-schema:db-sync');
    // A checkout may have migrations of its own.
    const checkout = create({...git, offers, release: {...git.release, settings: release.settings}});
    expect(find(checkout.postInstall(), 'db-sync')?.kind).toBe('command');
  });

  test('bootstrap gets the password in its environment, and all three addresses', () => {
    expect(find(create().postInstall(), 'bootstrap')?.args).toEqual({
      argv: [
        `${root}/venv/bin/keystone-manage`,
        '--config-file',
        configuration,
        'bootstrap',
        '--bootstrap-username',
        'admin',
        '--bootstrap-project-name',
        'admin',
        '--bootstrap-region-id',
        'RegionOne',
        '--bootstrap-public-url',
        'http://127.0.0.1:5000',
        '--bootstrap-internal-url',
        'http://127.0.0.1:5000',
        '--bootstrap-admin-url',
        'http://127.0.0.1:5000',
      ],
      env: {OS_BOOTSTRAP_PASSWORD: {secret: 'keystone.admin_password'}},
      undo: 'inside',
    });
  });

  test('the distribution has its commands in /usr', () => {
    expect(find(create(distro).postInstall(), 'db-sync')?.args).toMatchObject({
      argv: ['/usr/bin/keystone-manage', '--config-file', configuration, 'db_sync'],
    });
  });
});

describe('the service', () => {
  test('starts after db-sync, beside bootstrap, and again when its files or its code change', () => {
    const [api] = create().start();
    const inputs = ['keystone.conf', 'application.py', 'api-uwsgi.ini'].map(
      (name) => `file:${root}/etc/keystone/${name}`,
    );
    expect(api).toMatchObject({
      kind: 'service',
      key: 'api',
      args: {
        argv: [`${root}/venv/bin/uwsgi`, '--ini', `${root}/etc/keystone/api-uwsgi.ini`],
        env: {OS_KEYSTONE_CONFIG_FILES: `${root}/etc/keystone/keystone.conf`},
        ports: [5000],
        health: {kind: 'http', url: 'http://127.0.0.1:5000/v3', statuses: [200]},
      },
      reads: [...inputs, 'packages:distro', `python:${root}/venv`],
    });
    expect(api?.needs).toContain('command:db-sync');
    expect(api?.needs).not.toContain('command:bootstrap');
  });

  test('binds to one address, is asked at a local one, and is known by a third', () => {
    const keystone = create({...pypi, address: {bind: '0.0.0.0', client: '192.0.2.7'}, options: {port: 15000}});
    expect(contentOf(keystone, 'api-uwsgi.ini')).toContain('http-socket = 0.0.0.0:15000\n');
    expect(keystone.services()[0]?.health).toMatchObject({url: 'http://127.0.0.1:15000/v3'});
    expect(keystone.endpoints()).toEqual([{name: 'identity', url: 'http://192.0.2.7:15000/v3'}]);
    expect(contentOf(keystone, 'keystone.conf')).toContain('public_endpoint = http://192.0.2.7:15000\n');
  });

  test('an IPv6 address stands in brackets', () => {
    const keystone = create({...pypi, address: {bind: '::', client: '2001:db8::1'}});
    expect(contentOf(keystone, 'api-uwsgi.ini')).toContain('http-socket = [::]:5000\n');
    expect(keystone.services()[0]?.health).toMatchObject({url: 'http://[::1]:5000/v3'});
    expect(keystone.endpoints()[0]?.url).toBe('http://[2001:db8::1]:5000/v3');
  });
});

test('a shell finds the credentials in a file of its own, quoted, and nobody else does', () => {
  const openrc = find(create().configure(), `${root}/etc/keystone/openrc`)?.args as unknown as FileArgs;
  expect(openrc).toMatchObject({mode: 0o600, owner: 'root', format: 'shell'});
  expect(openrc.content).toMatchObject({parameters: create().environment()});
});

test('the cloud is entered in clouds.yaml under its name, unless that is not wanted', () => {
  const [entry] = create({...pypi, options: {cloud: 'mine'}}).postStart();
  expect(entry).toMatchObject({kind: 'clouds-entry', key: 'mine', args: {environment: create().environment()}});
  expect(create({...pypi, options: {clouds_yaml: false}}).postStart()).toEqual([]);
});

test('clients get what they need, the password as a secret', () => {
  expect(create().environment()).toEqual({
    OS_AUTH_URL: 'http://127.0.0.1:5000/v3',
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: 'admin',
    OS_PASSWORD: {secret: 'keystone.admin_password'},
    OS_PROJECT_NAME: 'admin',
    OS_USER_DOMAIN_ID: 'default',
    OS_PROJECT_DOMAIN_ID: 'default',
    OS_REGION_NAME: 'RegionOne',
    OS_INTERFACE: 'public',
  });
});

test('a port for root and several processes on SQLite are refused before anything is done, both at once', () => {
  const problems = create({...pypi, options: {port: 80, processes: 2}}).verify();
  expect(problems.map(({message}) => message)).toEqual([
    'port 80 is for root only, and services run as devstack',
    '2 processes cannot share an SQLite database: requests at the same time would lock each other out',
  ]);
  expect(create({...pypi, options: {port: 80}, account: {user: 'root', group: 'root'}}).verify()).toEqual([]);
});

test('a checkout is fetched and installed so that edits need only a restart', () => {
  const keystone = create(git);
  expect(keystone.download()[0]?.args).toEqual({
    uri: 'git+https://example.org/keystone',
    ref: 'main',
    into: `${root}/source/keystone`,
  });
  expect(find(keystone.install(), `${root}/venv`)?.args).toMatchObject({editable: [`${root}/source/keystone`]});
});
