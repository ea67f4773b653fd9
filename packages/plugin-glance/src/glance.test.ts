import {fileURLToPath} from 'node:url';
import type {StepDraft} from '@devstack/sdk';
import {componentContract, componentScene, type FakeContextSettings, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Glance} from './glance.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const root = '/opt/openstack';
const sqlite = {
  values: {url: 'sqlite:////opt/openstack/data/database/glance.db', engine: 'sqlite'},
  needs: ['database/directory:/opt/openstack/data/database'],
};
const mariadb = {values: {url: 'mysql+pymysql://g@h/glance', engine: 'mariadb'}, needs: ['database/service:mariadb']};
const identity = {values: {auth_url: 'http://127.0.0.1:5000'}, needs: ['keystone/service:api']};
const pypi = {
  origin: 'pypi',
  offers: {'database/glance': sqlite, 'identity/glance': identity},
  demands: [{capability: 'image', name: 'nova', component: 'nova'}],
  distro: {packages: [{name: 'python3'}]},
  release: {
    requirements: ['glance==33.0.0', 'pyuwsgi'],
    settings: {
      wsgi: {api: {module: 'glance.wsgi.api'}},
      shipped: {paste: 'etc/glance/glance-api-paste.ini', metadefs: 'etc/glance/metadefs'},
    },
  },
} as const satisfies Partial<FakeContextSettings>;
const git = {
  ...pypi,
  origin: 'git',
  release: {...pypi.release, requirements: ['pyuwsgi'], repository: 'git+https://example.org/glance', ref: 'main'},
} as const satisfies Partial<FakeContextSettings>;
const distro = {
  ...pypi,
  origin: 'distro',
  offers: {...pypi.offers, 'database/glance': mariadb},
  distro: {packages: [{name: 'glance-common'}], settings: {uwsgi: {plugins: ['http', 'python3']}}},
  release: {
    series: 'zed',
    settings: {
      wsgi: {api: {file: '/usr/bin/glance-wsgi-api'}},
      shipped: {paste: 'share/glance-common/glance-api-paste.ini', metadefs: 'share/glance-common/metadefs'},
    },
  },
} as const satisfies Partial<FakeContextSettings>;

const image = {name: 'cirros', location: '/images/cirros.qcow2', properties: {}, visibility: 'public'};
const {create, contentOf} = componentScene({component: Glance, name: 'glance', package: directory, usual: pypi});
const find = (steps: readonly StepDraft[], key: string) => steps.find((step) => step.key === key);

describe('contract', () => {
  registerContract(
    test,
    componentContract({component: Glance, name: 'glance', package: directory, surroundings: {pypi, git, distro}}),
  );
});

describe('files', () => {
  test('glance-api.conf, to the letter', () => {
    expect(contentOf(create(), 'glance-api.conf').replaceAll(/^#.*\n/gm, '')).toBe(`[DEFAULT]
debug = false
enabled_backends = file:file
public_endpoint = http://127.0.0.1:9292
worker_self_reference_url = http://127.0.0.1:9292

[glance_store]
default_backend = file

[file]
filesystem_store_datadir = /opt/openstack/data/glance/images

[os_glance_staging_store]
filesystem_store_datadir = /opt/openstack/data/glance/staging

[os_glance_tasks_store]
filesystem_store_datadir = /opt/openstack/data/glance/tasks

[database]
connection = sqlite:////opt/openstack/data/database/glance.db

[oslo_concurrency]
lock_path = /opt/openstack/run/glance

[paste_deploy]
flavor = keystone
config_file = /opt/openstack/etc/glance/glance-api-paste.ini

[keystone_authtoken]
www_authenticate_uri = http://127.0.0.1:5000
auth_type = password
auth_url = http://127.0.0.1:5000
region_name = RegionOne
username = glance
password = •••
user_domain_id = default
project_name = service
project_domain_id = default
`);
  });

  test('the uwsgi of PyPI passes on uploads as they come', () => {
    expect(contentOf(create(), 'api-uwsgi.ini').replaceAll(/^;.*\n/gm, '')).toBe(`[uwsgi]
http-socket = 127.0.0.1:9292
module = glance.wsgi.api:application
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
http-raw-body = true
http-chunked-input = true
http-auto-chunked = true
chunked-input-limit = 8388608
`);
  });

  test('in Zed of a distribution both the script and the pipeline are those of its packages', () => {
    const glance = create(distro);
    expect(contentOf(glance, 'api-uwsgi.ini')).toMatch(
      /^\[uwsgi\]\nplugins = http,python3\nhttp-socket = 127\.0\.0\.1:9292\nwsgi-file = \/usr\/bin\/glance-wsgi-api\n/,
    );
    expect(contentOf(glance, 'api-uwsgi.ini')).toContain('threads = 8\n');
    const path = `${root}/etc/glance/glance-api-paste.ini`;
    expect(glance.symlinks()).toEqual([{path, target: '/usr/share/glance-common/glance-api-paste.ini'}]);
    expect(glance.start()[0]?.needs).toContain(`symlink:${path}`);
    expect(create().symlinks()).toEqual([{path, target: `${root}/venv/etc/glance/glance-api-paste.ini`}]);
  });

  test('images lie in closed directories that are there before the service', () => {
    const stores = ['images', 'staging', 'tasks'].map((name) => `${root}/data/glance/${name}`);
    for (const path of stores) {
      expect(find(create().configure(), path)?.args).toEqual({path, mode: 0o700, owner: 'service', contents: 'ours'});
      expect(create().start()[0]?.needs).toContain(`directory:${path}`);
    }
  });
});

describe('commands', () => {
  const configuration = `${root}/etc/glance/glance-api.conf`;

  test('the database is made when code, configuration and its place are there, without waiting for keystone', () => {
    const inputs = [`file:${configuration}`, 'packages:distro', `python:${root}/venv`];
    expect(create().postInstall()).toEqual([
      {
        kind: 'command',
        key: 'db-sync',
        args: {argv: [`${root}/venv/bin/glance-manage`, '--config-file', configuration, 'db_sync'], undo: 'inside'},
        needs: [...inputs, ...sqlite.needs],
        reads: inputs,
      },
    ]);
  });

  test('definitions of properties are loaded on request, from where the code brings them', () => {
    const load = find(create({...distro, options: {metadefs: true}}).postInstall(), 'load-metadefs');
    expect(load?.args).toMatchObject({
      argv: [
        '/usr/bin/glance-manage',
        '--config-file',
        configuration,
        'db_load_metadefs',
        '/usr/share/glance-common/metadefs',
      ],
    });
    expect(load?.needs).toContain('command:db-sync');
  });
});

describe('the service', () => {
  test('starts after db-sync and does not wait for keystone', () => {
    const [api] = create().start();
    const inputs = ['glance-api.conf', 'api-uwsgi.ini'].map((name) => `file:${root}/etc/glance/${name}`);
    expect(api).toMatchObject({
      kind: 'service',
      key: 'api',
      args: {
        argv: [`${root}/venv/bin/uwsgi`, '--ini', `${root}/etc/glance/api-uwsgi.ini`],
        env: {OS_GLANCE_CONFIG_DIR: `${root}/etc/glance`},
        ports: [9292],
        health: {kind: 'http', url: 'http://127.0.0.1:9292/', statuses: [300]},
      },
      reads: [...inputs, 'packages:distro', `python:${root}/venv`],
    });
    expect(api?.needs).toContain('command:db-sync');
    expect(api?.needs?.filter((ref) => ref.startsWith('keystone/'))).toEqual([]);
  });

  test('binds to one address and is known by another, everywhere the same', () => {
    const glance = create({...pypi, address: {bind: '0.0.0.0', client: '192.0.2.7'}, options: {port: 19292}});
    const url = 'http://192.0.2.7:19292';
    expect(contentOf(glance, 'api-uwsgi.ini')).toContain('http-socket = 0.0.0.0:19292\n');
    expect(contentOf(glance, 'glance-api.conf')).toContain(`public_endpoint = ${url}\n`);
    expect(glance.endpoints()).toEqual([{name: 'image', url}]);
    expect(glance.catalog().services).toEqual([{name: 'glance', type: 'image', url}]);
    expect(glance.offer(pypi.demands[0])).toEqual({values: {url}, needs: ['glance/service:api']});
  });
});

test('it has an account of its own, and enters itself into the catalog when keystone answers', () => {
  const glance = create();
  expect(glance.catalog()).toMatchObject({
    users: [
      {
        name: 'glance',
        password: {secret: 'glance.service_password'},
        grants: [
          {role: 'service', on: {project: 'service'}},
          {role: 'admin', on: {project: 'service'}},
        ],
      },
    ],
  });
  expect(glance.catalog().roles).toBeUndefined();
  expect(glance.postStart()).toMatchObject([{kind: 'catalog', key: 'glance', needs: identity.needs}]);
});

test('a port for root and several processes on SQLite are refused before anything is done', () => {
  expect(create({...pypi, options: {port: 92, processes: 2}}).verify()).toEqual([
    {
      message: 'port 92 is for root only, and services run as devstack',
      suggestion: '--set glance.port=10092',
    },
    {
      message: '2 processes cannot share an SQLite database: requests at the same time would lock each other out',
      suggestion: '--set glance.processes=1',
    },
  ]);
  expect(create({...distro, options: {processes: 2}}).verify()).toEqual([]);
});

test('images of the configuration are uploaded when the service can be asked, and say who wants them', () => {
  const glance = create({...pypi, options: {images: {cirros: image.location}}});
  expect(glance.postStart().filter(({kind}) => kind === 'image')).toEqual([
    {
      kind: 'image',
      key: 'cirros',
      args: {environment: identity.values, image},
      needs: ['service:api', 'catalog:glance'],
      place: 'glance.images (default)',
    },
  ]);
  expect(
    create()
      .postStart()
      .filter(({kind}) => kind === 'image'),
  ).toEqual([]);
});

test('an optional image that cannot be built here is no step, and a note says why', () => {
  const options = {images: {tiny: {build: 'tiny', optional: true}}};
  const settings = {unbuilt: {tiny: 'it has the kernel of Debian'}};
  const glance = create({...pypi, options, distro: {...pypi.distro, settings}});
  expect(glance.postStart().filter(({kind}) => kind === 'image')).toEqual([]);
  expect(glance.notes()).toEqual([
    'glance: no image tiny here: it has the kernel of Debian; give glance.images the path or URL of an image',
  ]);
  expect(create({...pypi, options}).notes()).toEqual([]);
});

test('an image that is none is a problem', () => {
  const [problem] = create({...pypi, options: {images: {cirros: {path: '/x'}}}}).verify();
  expect(problem?.message).toBe('image \'cirros\' cannot be {"path":"/x"}; glance.images (default) asks for it');
});
