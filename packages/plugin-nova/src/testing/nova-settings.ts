import {fileURLToPath} from 'node:url';
import {type FileArgs, redactText, type StepDraft} from '@devstack/sdk';
import {type FakeContextSettings, fakeComponentContext, renderTemplateForTest} from '@devstack/sdk/testing';
import {Nova} from '../nova.ts';

export const directory = fileURLToPath(new URL('../..', import.meta.url));
export const root = '/opt/openstack';
const databaseOf = (name: string) => ({
  values: {url: `mysql+pymysql://n@h/${name}`, engine: 'mariadb'},
  needs: [`database/database:${name}`],
});
export const pypi = {
  origin: 'pypi',
  subsystems: ['api', 'conductor', 'scheduler', 'compute'],
  offers: {
    'database/nova_api': databaseOf('nova_api'),
    'database/nova_cell0': databaseOf('nova_cell0'),
    'database/nova': databaseOf('nova'),
    'identity/nova': {values: {auth_url: 'http://127.0.0.1:5000'}, needs: ['keystone/service:api']},
    'messages/nova': {values: {url: 'rabbit://openstack@h:5672/'}, needs: ['rabbitmq/service:server']},
    'placement/nova': {values: {url: 'http://127.0.0.1:8778'}, needs: ['placement/service:api']},
    'network-hosts/nova': {values: {url: 'http://127.0.0.1:9696'}, needs: ['neutron/ovn-chassis:hosts']},
  },
  demands: [{capability: 'compute', name: 'neutron', component: 'neutron'}],
  distro: {packages: [{name: 'python3'}]},
  release: {
    requirements: ['nova==34.0.0', 'fixtures', 'pyuwsgi'],
    settings: {
      wsgi: {api: {module: 'nova.wsgi.osapi_compute'}, metadata: {module: 'nova.wsgi.metadata'}},
      shipped: {paste: 'etc/nova/api-paste.ini'},
      drivers: {fake: 'fake.FakeDriverWithoutFakeNodes', libvirt: 'libvirt.LibvirtDriver'},
    },
  },
} as const satisfies Partial<FakeContextSettings>;
export const git = {
  ...pypi,
  origin: 'git',
  release: {...pypi.release, requirements: ['pyuwsgi'], repository: 'git+https://example.org/nova', ref: 'main'},
} as const satisfies Partial<FakeContextSettings>;
export const distro = {
  ...pypi,
  origin: 'distro',
  subsystems: [...pypi.subsystems, 'metadata'],
  offers: {...pypi.offers, 'metadata-proxy/nova': {values: {datapath: 'user'}, needs: []}},
  distro: {packages: [{name: 'nova-common'}], settings: {uwsgi: {plugins: ['http', 'python3']}}},
  release: {
    series: 'zed',
    settings: {
      wsgi: {api: {file: '/usr/bin/nova-api-wsgi'}, metadata: {file: '/usr/bin/nova-metadata-wsgi'}},
      shipped: {paste: 'share/nova-common/api-paste.ini'},
      drivers: {fake: 'fake.FakeDriver'},
      daemons: {conductor: 'nova.cmd.conductor', compute: 'nova.cmd.compute'},
    },
  },
} as const satisfies Partial<FakeContextSettings>;

export const guests = {
  ...pypi,
  machine: {root: true},
  offers: {
    ...pypi.offers,
    'network/nova': {values: {url: 'http://127.0.0.1:9696'}, needs: ['neutron/service:api']},
    'hypervisor/nova': {
      values: {uri: 'qemu+unix:///system?socket=/s', virt_type: 'qemu', python: '/binding'},
      needs: ['libvirt/service:libvirtd'],
    },
  },
} as const satisfies Partial<FakeContextSettings>;
export const everything = {
  ...guests,
  offers: {
    ...guests.offers,
    'switch/nova': {values: {ovsdb: 'unix:/db.sock', datapath: 'user'}, needs: ['neutron/service:ovs-switch']},
    'volumes/nova': {values: {catalog_info: 'block-storage:cinder:publicURL'}, needs: []},
    'console/nova': {values: {url: 'http://127.0.0.1:6080/vnc_auto.html'}, needs: []},
  },
} as const satisfies Partial<FakeContextSettings>;

export const create = (settings: Partial<FakeContextSettings> = pypi) =>
  new Nova(fakeComponentContext({name: 'nova', package: directory, ...settings}));
export const contentOf = (nova: Nova, name: string): string => {
  const {content} = nova.configFiles().find(({path}) => path.endsWith(`/${name}`)) as FileArgs;
  const text =
    typeof content === 'object' && 'template' in content
      ? renderTemplateForTest(content, redactText)
      : redactText(content);
  return text.replaceAll(/^#.*\n/gm, '');
};
export const section = (conf: string, name: string): string =>
  conf.split(/^(?=\[)/m).find((one) => one.startsWith(`[${name}]`)) ?? '';
export const find = (steps: readonly StepDraft[], key: string) => steps.find((step) => step.key === key);
