import {fileURLToPath} from 'node:url';
import type {StepDraft} from '@devstack/sdk';
import {componentContract, componentScene, type FakeContextSettings, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Neutron} from './neutron.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const root = '/opt/openstack';
const etc = `${root}/etc/neutron`;
const subsystems = ['api', 'ovn', 'maintenance'];
const mariadb = {
  values: {url: 'mysql+pymysql://n@127.0.0.1/neutron', engine: 'mariadb', requirement: 'PyMySQL'},
  needs: ['database/database:neutron'],
};
const identity = {
  values: {OS_AUTH_URL: 'http://127.0.0.1:5000/v3', auth_url: 'http://127.0.0.1:5000'},
  needs: ['keystone/service:api', 'keystone/command:bootstrap'],
};
const ovn = {
  schemas: {nb: '/usr/share/ovn/ovn-nb.ovsschema', sb: '/usr/share/ovn/ovn-sb.ovsschema'},
  server: '/usr/sbin/ovsdb-server',
  northd: '/usr/bin/ovn-northd',
};
const ovs = {
  packages: ['openvswitch-switch', 'ovn-host'],
  schema: '/usr/share/openvswitch/vswitch.ovsschema',
  daemon: '/usr/sbin/ovs-vswitchd',
  controller: '/usr/bin/ovn-controller',
};
const demands = [
  {capability: 'network', name: 'nova', component: 'nova'},
  {
    capability: 'network-hosts',
    name: 'nova',
    component: 'nova',
    options: {hosts: ['openstack-2', 'openstack-1']},
  },
];
const settings = {
  wsgi: {api: {module: 'neutron.wsgi.api'}},
  maintenance: 'neutron-ovn-maintenance-worker',
  agent: {script: 'neutron-ovn-agent', started: 'OVN Neutron Agent started'},
  shipped: {paste: 'etc/neutron/api-paste.ini'},
  names: {projectNetworkTypes: 'project_network_types'},
};
const pypi = {
  origin: 'pypi',
  subsystems,
  offers: {'database/neutron': mariadb, 'identity/neutron': identity},
  demands,
  distro: {packages: [{name: 'python3'}, {name: 'ovn-central'}], settings: {ovn, ovs}},
  release: {requirements: ['neutron==29.0.0', 'pyuwsgi'], settings},
} as const satisfies Partial<FakeContextSettings>;
const git = {
  ...pypi,
  origin: 'git',
  release: {requirements: ['pyuwsgi'], repository: 'git+https://example.org/neutron', ref: 'main', settings},
} as const satisfies Partial<FakeContextSettings>;
const distro = {
  ...pypi,
  origin: 'distro',
  release: {
    series: 'zed',
    settings: {
      server: 'neutron-server',
      shipped: {paste: 'share/neutron-common/api-paste.ini'},
      names: {projectNetworkTypes: 'tenant_network_types'},
    },
  },
} as const satisfies Partial<FakeContextSettings>;
const guests = {
  ...pypi,
  options: {datapath: 'user'},
  demands: [
    ...demands,
    {capability: 'switch', name: 'nova', component: 'nova'},
    {
      capability: 'metadata-proxy',
      name: 'nova',
      component: 'nova',
      options: {host: '127.0.0.1', port: 8775, secret: {secret: 'nova.metadata_secret'}},
    },
  ],
} as const satisfies Partial<FakeContextSettings>;
const rabbitmq = {
  ...pypi,
  options: {messages: 'rabbitmq'},
  offers: {...pypi.offers, 'messages/neutron': {values: {url: 'rabbit://h/'}, needs: ['rabbitmq/service:server']}},
} as const satisfies Partial<FakeContextSettings>;

const {create, contentOf} = componentScene({component: Neutron, name: 'neutron', package: directory, usual: pypi});
const find = (steps: readonly StepDraft[], key: string) => steps.find((step) => step.key === key);

describe('contract', () => {
  const surroundings = {pypi, git, distro, rabbitmq, guests};
  registerContract(test, componentContract({component: Neutron, name: 'neutron', package: directory, surroundings}));
});

describe('files', () => {
  test('ml2_conf.ini, to the letter', () => {
    expect(contentOf(create(), 'ml2_conf.ini')).toBe(`[ml2]
type_drivers = local,flat,vlan,geneve
project_network_types = geneve
mechanism_drivers = ovn
extension_drivers = port_security

[ml2_type_geneve]
vni_ranges = 1:4094
max_header_size = 38

[ml2_type_flat]
flat_networks = public

[ml2_type_vlan]
network_vlan_ranges = public

[ovn]
ovn_nb_connection = unix:/opt/openstack/run/neutron/ovn-nb.sock
ovn_sb_connection = unix:/opt/openstack/run/neutron/ovn-sb.sock
ovn_metadata_enabled = false

[securitygroup]
enable_security_group = true
`);
  });

  test('an option that had another name in Zed has that name there', () => {
    expect(contentOf(create(distro), 'ml2_conf.ini')).toContain('\ntenant_network_types = geneve\n');
  });

  test('nobody is told anything through a message queue, unless that is wanted', () => {
    expect(contentOf(create(), 'neutron.conf')).toContain('\ntransport_url = fake://\n');
    expect(create().requires()).toEqual(['database', 'keystone']);
    expect(contentOf(create(rabbitmq), 'neutron.conf')).toContain('\ntransport_url = rabbit://h/\n');
    expect(create(rabbitmq).requires()).toEqual(['database', 'keystone', 'rabbitmq']);
  });
});

describe('OVN', () => {
  test('its databases wait for its programs, its servers for the databases, the API for its servers', () => {
    const neutron = create();
    const databases = neutron.postInstall().filter(({kind}) => kind === 'ovn-database');
    expect(databases.map(({args}) => args)).toEqual([
      {path: `${root}/data/neutron/ovn-northbound.db`, schema: ovn.schemas.nb, owner: 'service'},
      {path: `${root}/data/neutron/ovn-southbound.db`, schema: ovn.schemas.sb, owner: 'service'},
    ]);
    expect(databases[0]?.needs).toEqual([`directory:${root}/data/neutron`, 'packages:distro']);
    expect(find(neutron.start(), 'ovn-sb')?.needs).toContain(`ovn-database:${root}/data/neutron/ovn-southbound.db`);
    expect(find(neutron.start(), 'ovn-northd')?.needs).toEqual(['service:ovn-nb', 'service:ovn-sb']);
    expect(find(neutron.start(), 'api')?.needs).toContain('service:ovn-northd');
  });

  test('knows the hosts that are asked for, and one when nobody asks', () => {
    expect(find(create().postStart(), 'hosts')?.args).toEqual({
      socket: `${root}/run/neutron/ovn-sb.sock`,
      hosts: ['openstack-1', 'openstack-2'],
      bridgeMappings: 'public:br-ex',
      owner: 'service',
    });
    expect(find(create({...pypi, demands: []}).postStart(), 'hosts')?.args).toMatchObject({hosts: ['openstack']});
  });

  test('can be left out', () => {
    const neutron = create({...pypi, subsystems: ['api']});
    expect(neutron.start().map(({key}) => key)).toEqual(['api']);
    expect(neutron.postInstall().map(({key}) => key)).toEqual(['db-sync']);
  });
});

describe('services', () => {
  test('the API is behind uwsgi, and what it notes in a temporary file goes with us', () => {
    expect(find(create().start(), 'api')).toMatchObject({
      args: {
        argv: [`${root}/venv/bin/uwsgi`, '--ini', `${etc}/api-uwsgi.ini`],
        env: {
          TMPDIR: `${root}/run/neutron`,
          OS_NEUTRON_CONFIG_DIR: etc,
          OS_NEUTRON_CONFIG_FILES: 'neutron.conf;ml2_conf.ini',
        },
        ports: [9696],
      },
    });
  });

  test('Zed has a server of its own, which repairs OVN too', () => {
    const neutron = create(distro);
    expect(neutron.start().map(({key}) => key)).toEqual(['ovn-nb', 'ovn-sb', 'ovn-northd', 'api']);
    expect(find(neutron.start(), 'api')?.args).toMatchObject({
      argv: ['/usr/bin/neutron-server', '--config-file', `${etc}/neutron.conf`, '--config-file', `${etc}/ml2_conf.ini`],
      ports: [9696],
      health: {kind: 'http', url: 'http://127.0.0.1:9696/'},
    });
    expect(neutron.configFiles().map(({path}) => path)).toEqual([`${etc}/neutron.conf`, `${etc}/ml2_conf.ini`]);
  });

  test('repairs start last, when all that people wait for is there', () => {
    const needs = find(create().start(), 'maintenance')?.needs;
    expect(needs).toEqual(expect.arrayContaining(['service:api', 'network:declared']));
  });

  test('repairs are one process where the release has a program for that, and again when it changes', () => {
    const program = `${etc}/single-process.py`;
    const release = {...pypi.release, settings: {...pypi.release.settings, single: 'single-process.py'}};
    const neutron = create({...pypi, release});
    const maintenance = find(neutron.start(), 'maintenance');
    expect(maintenance?.args).toMatchObject({argv: expect.arrayContaining([`${root}/venv/bin/python3`, program])});
    expect(maintenance?.reads).toContain(`file:${program}`);
    expect(neutron.configFiles().map(({path}) => path)).toContain(program);
    const older = create();
    const argv = expect.arrayContaining([`${root}/venv/bin/neutron-ovn-maintenance-worker`]);
    expect(find(older.start(), 'maintenance')?.args).toMatchObject({argv});
    expect(older.configFiles().map(({path}) => path)).not.toContain(program);
  });

  test('networks are made when neutron is in the catalog and runs', () => {
    expect(find(create().postStart(), 'declared')).toMatchObject({
      kind: 'network',
      args: {environment: identity.values},
      needs: [...identity.needs, 'catalog:neutron', 'service:api'],
    });
  });
});

test('a database that its migrations do not know is not asked for', () => {
  const [database] = create().uses();
  expect(database).toMatchObject({capability: 'database', name: 'neutron', options: {engines: ['mariadb']}});
});

test('a distro of which nothing is known is a problem, unless OVN is left out', () => {
  const elsewhere = {...pypi, distro: {id: 'mine'}};
  expect(create(elsewhere).verify()).toEqual([
    {
      message: 'nothing is known of where mine has OVN',
      suggestion: 'say in the file of mine which other it is like, or neutron: {ovn: ...}',
    },
  ]);
  expect(create({...elsewhere, subsystems: subsystems.filter((name) => name !== 'ovn')}).verify()).toEqual([]);
});

test('a network that cannot be is refused before anything is done', () => {
  expect(create({...pypi, options: {networks: {a: {cidr: 'x'}}}}).verify()).toEqual([
    {message: expect.stringContaining('cidr of network a is "x"')},
  ]);
});
