import type {StepDraft} from '@devstack/sdk';
import {componentContract, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Nova} from './nova.ts';
import {
  contentOf,
  create,
  directory,
  distro,
  everything,
  find,
  git,
  guests,
  pypi,
  root,
  section,
} from './testing/nova-settings.ts';

const keysOf = (steps: readonly StepDraft[]) => steps.map(({kind, key}) => `${kind}:${key}`);

describe('contract', () => {
  registerContract(
    test,
    componentContract({
      component: Nova,
      name: 'nova',
      package: directory,
      surroundings: {pypi, git, distro, 'with guests': guests, 'with all that guests can have': everything},
    }),
  );
});

describe('files', () => {
  test('nova.conf has the databases, its first section to the letter', () => {
    const conf = contentOf(create(), 'nova.conf');
    expect(section(conf, 'DEFAULT').replace(/^default_log_levels = .*,nova.service=DEBUG$/m, 'LEVELS')).toBe(`[DEFAULT]
debug = false
LEVELS
my_ip = 127.0.0.1
host = controller
state_path = /opt/openstack/data/nova
transport_url = rabbit://openstack@h:5672/
compute_driver = fake.FakeDriverWithoutFakeNodes

`);
    expect(section(conf, 'api_database')).toContain('connection = mysql+pymysql://n@h/nova_api\n');
    expect(section(conf, 'database')).toContain('connection = mysql+pymysql://n@h/nova\n');
    expect(section(conf, 'wsgi')).toContain('api_paste_config = /opt/openstack/venv/etc/nova/api-paste.ini\n');
  });

  test.each(['keystone_authtoken', 'service_user', 'placement', 'neutron'])('%s says who nova is', (name) => {
    const lines = ['auth_type = password', 'auth_url = http://127.0.0.1:5000', 'username = nova', 'password = •••'];
    for (const line of [...lines, 'project_name = service'])
      expect(section(contentOf(create(), 'nova.conf'), name)).toContain(`${line}\n`);
  });

  test('a compute has no database, and a host and a state of its own', () => {
    const nova = create({...pypi, options: {computes: 2}});
    const [first, second] = ['nova-compute.conf', 'nova-compute-2.conf'].map((name) => contentOf(nova, name));
    expect(first).toContain('host = compute-1\nstate_path = /opt/openstack/data/nova/compute-1\n');
    expect(second).toContain('host = compute-2\nstate_path = /opt/openstack/data/nova/compute-2\n');
    expect(first).not.toMatch(/^\[(api_)?database\]|^connection/m);
  });

  test('the paste file is that of the code: of the environment, of the checkout, of the distribution', () => {
    const paths = [pypi, git, distro].map(
      (settings) => /api_paste_config = (.*)/.exec(contentOf(create(settings), 'nova.conf'))?.[1],
    );
    expect(paths).toEqual([
      `${root}/venv/etc/nova/api-paste.ini`,
      `${root}/source/nova/etc/nova/api-paste.ini`,
      '/usr/share/nova-common/api-paste.ini',
    ]);
  });
});

describe('cells', () => {
  test('are prepared by one program that knows the hosts; a password is only in its environment', () => {
    const step = find(create({...pypi, options: {computes: 2}}).postInstall(), 'cells');
    expect(step?.args).toEqual({
      argv: [
        `${root}/venv/bin/python3`,
        `${root}/etc/nova/prepare-cells.py`,
        `${root}/etc/nova/nova.conf`,
        'compute-1',
        'compute-2',
      ],
      env: {CELL0_DATABASE: 'mysql+pymysql://n@h/nova_cell0', OS_NOVA_DISABLE_EVENTLET_PATCHING: 'true'},
      undo: 'inside',
    });
    expect(step?.needs).toEqual(
      expect.arrayContaining(['database/database:nova_api', 'database/database:nova_cell0', 'database/database:nova']),
    );
  });
});

describe('services', () => {
  test('a compute starts when the conductor listens, and Placement and nova itself can be found', () => {
    const compute = find(create().start(), 'compute');
    expect(compute?.args).toMatchObject({
      argv: [`${root}/venv/bin/nova-compute`, '--config-file', `${root}/etc/nova/nova-compute.conf`],
      health: {kind: 'log', pattern: 'Join ServiceGroup membership for this service compute'},
    });
    expect(compute?.needs).toEqual(
      expect.arrayContaining(['service:conductor', 'catalog:nova', 'placement/service:api', 'rabbitmq/service:server']),
    );
  });

  test('where a release says so, a daemon is one process, and does not fork', () => {
    const release = {...pypi.release, settings: {...pypi.release.settings, single: ['conductor']}};
    const [conductor, scheduler] = ['conductor', 'scheduler'].map((name) =>
      find(create({...pypi, release}).start(), name),
    );
    expect(conductor?.args).toMatchObject({
      argv: [
        `${root}/venv/bin/python3`,
        '-c',
        expect.stringContaining('from nova.cmd import conductor as program; '),
        '--config-file',
        `${root}/etc/nova/nova.conf`,
      ],
    });
    expect(scheduler?.args).toMatchObject({argv: expect.arrayContaining([`${root}/venv/bin/nova-scheduler`])});
  });

  test('where a release says so, a daemon is started from its module', () => {
    const steps = create(distro).start();
    const program = 'import sys; from nova.cmd.compute import main; sys.exit(main())';
    const argv = ['/usr/bin/python3', '-c', program, '--config-file', `${root}/etc/nova/nova-compute.conf`];
    expect(find(steps, 'compute')?.args).toMatchObject({argv});
    expect(find(steps, 'scheduler')?.args).toMatchObject({
      argv: ['/usr/bin/nova-scheduler', '--config-file', `${root}/etc/nova/nova.conf`],
    });
  });

  test('the API reads the paste file first, and only then nova.conf', () => {
    const env = {
      OS_NOVA_CONFIG_DIR: `${root}/etc/nova`,
      OS_NOVA_CONFIG_FILES: `${root}/venv/etc/nova/api-paste.ini;nova.conf`,
    };
    expect(find(create().start(), 'api')?.args).toMatchObject({env});
  });

  test('the metadata service only where it is chosen', () => {
    expect(keysOf(create().start())).not.toContain('service:metadata');
    expect(keysOf(create(distro).start())).toContain('service:metadata');
    expect(contentOf(create(distro), 'metadata-uwsgi.ini')).toContain('wsgi-file = /usr/bin/nova-metadata-wsgi\n');
  });
});

test('after the start there are flavors, and hosts that nova and neutron know', () => {
  const steps = create({...pypi, options: {computes: 2, flavors: {'m1.nano': '64/1/1'}}}).postStart();
  expect(keysOf(steps)).toEqual(['catalog:nova', 'flavor:m1.nano', 'compute-host:compute-1', 'compute-host:compute-2']);
  expect(find(steps, 'compute-1')?.needs).toContain('neutron/ovn-chassis:hosts');
});

test('neutron is told the hosts, also those that come later', () => {
  expect(create({...pypi, options: {computes: 3}}).uses()).toContainEqual({
    capability: 'network-hosts',
    name: 'nova',
    options: {hosts: ['compute-1', 'compute-2', 'compute-3']},
  });
});

test('its databases are in MariaDB alone', () => {
  const engines = create()
    .uses()
    .filter(({capability}) => capability === 'database')
    .map(({options}) => options?.engines);
  expect(engines).toEqual(Array.from({length: 3}, () => ['mariadb']));
});

test('others get the address, and the names of the hosts', () => {
  const offer = create({...pypi, options: {computes: 2}}).offer(pypi.demands[0]);
  expect(offer).toEqual({
    values: {
      url: 'http://127.0.0.1:8774/v2.1',
      hosts: 'compute-1,compute-2',
      python: `${root}/venv/bin/python3`,
      configuration: `${root}/etc/nova/nova.conf`,
    },
    needs: ['nova/service:api'],
  });
});

test('that the hypervisor is fake is said aloud', () => {
  const fake = create({...pypi, options: {hypervisor: 'fake'}});
  expect(fake.notes()).toEqual([
    'nova: the hypervisor is fake: servers go through all their states, but nothing runs in them',
  ]);
  expect(create().notes()).toEqual([expect.stringContaining('is fake, because real guests need root: servers go')]);
  expect(create({...pypi, subsystems: ['api', 'conductor', 'scheduler']}).notes()).toEqual([]);
});

test('what cannot work is refused, all at once', () => {
  const options = {hypervisor: 'libvirt', flavors: {'m1.nano': 'small'}, port: 80};
  const release = {settings: {...pypi.release.settings, drivers: {fake: 'fake.FakeDriver'}}};
  const problems = create({...guests, release, subsystems: ['api', 'compute'], options}).verify();
  expect(problems.map(({message}) => message)).toEqual([
    'port 80 is for root only, and services run as devstack',
    'its subsystem api does not work without conductor and scheduler',
    'its subsystem compute does not work without conductor and scheduler',
    'the hypervisor libvirt is not supported in this release, only fake',
    `flavor 'm1.nano' cannot be "small"`,
  ]);
});
