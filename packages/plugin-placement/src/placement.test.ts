import {fileURLToPath} from 'node:url';
import {componentContract, componentScene, type FakeContextSettings, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Placement} from './placement.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const root = '/opt/openstack';
const mariadb = {
  values: {url: 'mysql+pymysql://p@h/placement', engine: 'mariadb'},
  needs: ['database/command:create-placement'],
};
const sqlite = {values: {url: 'sqlite:////d/placement.db', engine: 'sqlite'}, needs: ['database/directory:/d']};
const pypi = {
  origin: 'pypi',
  offers: {
    'database/placement': mariadb,
    'identity/placement': {values: {auth_url: 'http://127.0.0.1:5000'}, needs: ['keystone/service:api']},
  },
  demands: [{capability: 'placement', name: 'nova', component: 'nova'}],
  distro: {packages: [{name: 'python3'}]},
  release: {
    requirements: ['openstack-placement==16.0.0', 'pyuwsgi'],
    settings: {wsgi: {api: {module: 'placement.wsgi.api'}}},
  },
} as const satisfies Partial<FakeContextSettings>;
const git = {
  ...pypi,
  origin: 'git',
  release: {...pypi.release, requirements: ['pyuwsgi'], repository: 'git+https://example.org/placement', ref: 'main'},
} as const satisfies Partial<FakeContextSettings>;
const distro = {
  ...pypi,
  origin: 'distro',
  offers: {...pypi.offers, 'database/placement': sqlite},
  distro: {packages: [{name: 'python3-placement'}], settings: {uwsgi: {plugins: ['http', 'python3']}}},
  release: {series: 'zed', settings: {wsgi: {api: {file: '/usr/bin/placement-api'}}}},
} as const satisfies Partial<FakeContextSettings>;

const {create, contentOf} = componentScene({component: Placement, name: 'placement', package: directory, usual: pypi});

describe('contract', () => {
  registerContract(
    test,
    componentContract({component: Placement, name: 'placement', package: directory, surroundings: {pypi, git, distro}}),
  );
});

test('placement.conf, to the letter', () => {
  expect(contentOf(create(), 'placement.conf')).toBe(`[DEFAULT]
debug = false

[placement_database]
connection = mysql+pymysql://p@h/placement

[keystone_authtoken]
www_authenticate_uri = http://127.0.0.1:5000
auth_type = password
auth_url = http://127.0.0.1:5000
region_name = RegionOne
username = placement
password = •••
user_domain_id = default
project_name = service
project_domain_id = default
`);
});

test('its uwsgi runs the module of a release, or the script of Zed with one thread on SQLite', () => {
  expect(contentOf(create(), 'api-uwsgi.ini')).toContain(
    'http-socket = 127.0.0.1:8778\nmodule = placement.wsgi.api:application\n',
  );
  expect(contentOf(create(), 'api-uwsgi.ini')).toContain('\nthreads = 8\n');
  const ofZed = contentOf(create(distro), 'api-uwsgi.ini');
  expect(ofZed).toContain('plugins = http,python3\n');
  expect(ofZed).toContain('wsgi-file = /usr/bin/placement-api\n');
  expect(ofZed).toContain('\nthreads = 1\n');
});

test('the schema comes when code, configuration and the database are there, and before the service', () => {
  const configuration = `${root}/etc/placement/placement.conf`;
  const inputs = [`file:${configuration}`, 'packages:distro', `python:${root}/venv`];
  expect(create().postInstall()).toEqual([
    {
      kind: 'command',
      key: 'db-sync',
      args: {argv: [`${root}/venv/bin/placement-manage`, '--config-file', configuration, 'db', 'sync'], undo: 'inside'},
      needs: [...inputs, ...mariadb.needs],
      reads: inputs,
    },
  ]);
  const [api] = create().start();
  expect(api).toMatchObject({
    args: {
      env: {OS_PLACEMENT_CONFIG_DIR: `${root}/etc/placement`},
      health: {kind: 'http', url: 'http://127.0.0.1:8778/', statuses: [200]},
    },
  });
  expect(api?.needs).toEqual([
    `file:${configuration}`,
    `file:${root}/etc/placement/api-uwsgi.ini`,
    'packages:distro',
    `python:${root}/venv`,
    'command:db-sync',
  ]);
});

test('it is found under one address, by the catalog, by other components and by people', () => {
  const placement = create({...pypi, address: {bind: '0.0.0.0', client: '192.0.2.7'}, options: {port: 18778}});
  const url = 'http://192.0.2.7:18778';
  expect(placement.catalog()).toMatchObject({
    services: [{name: 'placement', type: 'placement', url}],
    users: [
      {
        name: 'placement',
        grants: [
          {role: 'service', on: {project: 'service'}},
          {role: 'admin', on: {project: 'service'}},
        ],
      },
    ],
  });
  expect(placement.offer(pypi.demands[0])).toEqual({values: {url}, needs: ['placement/service:api']});
  expect(placement.endpoints()).toEqual([{name: 'placement', url}]);
});
