import {fileURLToPath} from 'node:url';
import {componentContract, componentScene, type FakeContextSettings, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Cinder} from './cinder.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const root = '/opt/openstack';
const etc = `${root}/etc/cinder`;
const identity = {values: {auth_url: 'http://127.0.0.1:5000'}, needs: ['keystone/service:api']};
const shipped = {paste: 'etc/cinder/api-paste.ini', filters: 'etc/cinder/resource_filters.json'};
const pypi = {
  origin: 'pypi',
  subsystems: ['api', 'scheduler', 'volume'],
  offers: {
    'database/cinder': {
      values: {url: 'mysql+pymysql://c@h/cinder', engine: 'mariadb'},
      needs: ['database/database:cinder'],
    },
    'identity/cinder': identity,
    'messages/cinder': {values: {url: 'rabbit://openstack@h:5672/'}, needs: ['rabbitmq/service:server']},
  },
  demands: [{capability: 'volumes', name: 'nova', component: 'nova'}],
  distro: {packages: [{name: 'python3'}]},
  release: {requirements: ['cinder==29.0.0', 'pyuwsgi'], settings: {shipped}},
} as const satisfies Partial<FakeContextSettings>;
const git = {
  ...pypi,
  origin: 'git',
  release: {...pypi.release, requirements: ['pyuwsgi'], repository: 'git+https://example.org/cinder', ref: 'main'},
} as const satisfies Partial<FakeContextSettings>;
const distro = {
  ...pypi,
  origin: 'distro',
  distro: {packages: [{name: 'cinder-common'}], settings: {uwsgi: {plugins: ['http', 'python3']}}},
  release: {series: 'zed', settings: {shipped: {...shipped, paste: 'share/cinder-common/api-paste.ini'}}},
} as const satisfies Partial<FakeContextSettings>;
const workers = {...pypi, subsystems: ['scheduler', 'volume'], demands: []} as const;

const {create, contentOf} = componentScene({component: Cinder, name: 'cinder', package: directory, usual: pypi});
const serviceOf = (cinder: Cinder, name: string) => cinder.start().find(({key}) => key === name);

describe('contract', () => {
  const surroundings = {pypi, git, distro, 'without the API': workers};
  registerContract(test, componentContract({component: Cinder, name: 'cinder', package: directory, surroundings}));
});

describe('cinder.conf', () => {
  test('its first sections, to the letter', () => {
    const [settings = ''] = contentOf(create(), 'cinder.conf').split('[keystone_authtoken]');
    expect(settings).toBe(`[DEFAULT]
debug = false
my_ip = 127.0.0.1
host = controller
state_path = ${root}/data/cinder
transport_url = rabbit://openstack@h:5672/
api_paste_config = ${root}/venv/etc/cinder/api-paste.ini
resource_query_filters_file = ${root}/venv/etc/cinder/resource_filters.json
enabled_backends = file

[file]
volume_driver = file_volumes.FileDriver
volume_backend_name = file
volume_directory = ${root}/data/cinder/volumes

[database]
connection = mysql+pymysql://c@h/cinder

[oslo_concurrency]
lock_path = ${root}/run/cinder

`);
  });

  test('what comes with the code is where the code is', () => {
    expect(contentOf(create(git), 'cinder.conf')).toContain(
      `api_paste_config = ${root}/source/cinder/etc/cinder/api-paste.ini\n`,
    );
    expect(contentOf(create(distro), 'cinder.conf')).toContain(
      'api_paste_config = /usr/share/cinder-common/api-paste.ini\n',
    );
  });
});

describe('services', () => {
  test('the API has its configuration from a program of ours, whatever the release', () => {
    for (const cinder of [create(), create(distro)]) {
      expect(contentOf(cinder, 'api-uwsgi.ini')).toContain(
        `http-socket = 127.0.0.1:8776\nwsgi-file = ${etc}/application.py\n`,
      );
    }
    expect(serviceOf(create(), 'api')).toMatchObject({
      args: {
        env: {CINDER_CONFIGURATION: `${etc}/cinder.conf`},
        health: {kind: 'http', url: 'http://127.0.0.1:8776/', statuses: [300]},
      },
    });
  });

  test('the volume service finds the driver, and waits for the directory of the volumes', () => {
    const volume = serviceOf(create(), 'volume');
    expect(volume?.args).toEqual({
      name: 'volume',
      argv: [`${root}/venv/bin/python3`, `${etc}/daemon.py`, 'volume', '--config-file', `${etc}/cinder.conf`],
      env: {PYTHONPATH: `${etc}/python`},
      health: {kind: 'log', pattern: 'cinder-volume is listening'},
    });
    expect(volume?.reads).toContain(`file:${etc}/python/file_volumes.py`);
    expect(volume?.needs).toEqual(
      expect.arrayContaining(['command:db-sync', 'rabbitmq/service:server', `directory:${root}/data/cinder/volumes`]),
    );
  });

  test('none of them waits for keystone, nor for another of them', () => {
    const needs = create()
      .start()
      .flatMap((step) => step.needs ?? []);
    expect(needs.filter((ref) => ref.startsWith('keystone/') || ref.startsWith('service:'))).toEqual([]);
  });
});

test('clients and other components find it under one address', () => {
  const cinder = create({...pypi, address: {bind: '0.0.0.0', client: '192.0.2.7'}, options: {port: 18776}});
  const url = 'http://192.0.2.7:18776/v3';
  expect(cinder.catalog()).toMatchObject({
    services: [{name: 'cinder', type: 'block-storage', url}],
    users: [{name: 'cinder', grants: [{role: 'service', on: {project: 'service'}}]}],
  });
  expect(cinder.endpoints()).toEqual([{name: 'block-storage', url}]);
  expect(cinder.offer(pypi.demands[0])).toEqual({
    values: {url, catalog_info: 'block-storage:cinder:publicURL'},
    needs: ['cinder/service:api'],
  });
});

test('without the API nobody finds it, and there is nothing to offer', () => {
  const cinder = create(workers);
  expect(cinder.start().map(({key}) => key)).toEqual(['scheduler', 'volume']);
  expect(cinder.catalog().services).toEqual([]);
  expect(cinder.endpoints()).toEqual([]);
  expect(cinder.offer(pypi.demands[0])).toEqual({values: {}, needs: []});
});

test('subsystems that need each other, and databases that it cannot bear, are said before anything is done', () => {
  expect(create({...pypi, subsystems: ['api', 'scheduler']}).verify()).toEqual([
    {
      message: 'its subsystem api does not work without volume',
      suggestion: '--set cinder.subsystems=api,scheduler,volume',
    },
    {
      message: 'its subsystem scheduler does not work without volume',
      suggestion: '--set cinder.subsystems=api,scheduler,volume',
    },
  ]);
  expect(create().uses()).toContainEqual(
    expect.objectContaining({capability: 'database', options: expect.objectContaining({engines: ['mariadb']})}),
  );
});
