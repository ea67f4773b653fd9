import {fileURLToPath} from 'node:url';
import {componentContract, componentScene, type FakeContextSettings, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Swift} from './swift.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const root = '/opt/openstack';
const etc = `${root}/etc/swift`;
const identity = {values: {auth_url: 'http://127.0.0.1:5000'}, needs: ['keystone/service:api']};
const pypi = {
  origin: 'pypi',
  subsystems: ['proxy', 'account', 'container', 'object'],
  offers: {'identity/swift': identity},
  distro: {packages: [{name: 'python3'}]},
  release: {requirements: ['swift==2.38.3', 'keystonemiddleware']},
} as const satisfies Partial<FakeContextSettings>;
const distro = {...pypi, origin: 'distro', distro: {packages: [{name: 'python3-swift'}]}} as const;
const storage = {...pypi, subsystems: ['account', 'object']} as const;

const {create, contentOf} = componentScene({component: Swift, name: 'swift', package: directory, usual: pypi});
const serviceOf = (swift: Swift, name: string) => swift.start().find(({key}) => key === name);

describe('contract', () => {
  const surroundings = {pypi, distro, 'servers without the API': storage};
  registerContract(test, componentContract({component: Swift, name: 'swift', package: directory, surroundings}));
});

describe('files', () => {
  test('the servers of the data listen on loopback only, since they ask nobody for a password', () => {
    const swift = create({...pypi, address: {bind: '0.0.0.0', client: '192.0.2.7'}});
    expect(contentOf(swift, 'account-server.conf')).toBe(`[DEFAULT]
bind_ip = 127.0.0.1
bind_port = 6612
user = devstack
swift_dir = ${etc}
devices = ${root}/data/swift/devices
mount_check = false
disable_fallocate = true
workers = 0
log_level = INFO

[pipeline:main]
pipeline = healthcheck account-server

[app:account-server]
use = egg:swift#account

[filter:healthcheck]
use = egg:swift#healthcheck
`);
    expect(contentOf(swift, 'proxy-server.conf')).toContain('bind_ip = 0.0.0.0\nbind_port = 8080\n');
  });

  test('passwords and hashes are in files of their own', () => {
    const swift = create();
    expect(contentOf(swift, 'proxy-server.conf')).toContain(`oslo_config_file = ${etc}/authtoken.conf\n`);
    expect(contentOf(swift, 'proxy-server.conf')).not.toContain('•••');
    expect(contentOf(swift, 'authtoken.conf')).toContain('username = swift\npassword = •••\n');
    expect(contentOf(swift, 'swift.conf')).toMatch(/^swift_hash_path_prefix = •••\nswift_hash_path_suffix = •••$/m);
  });

  test('every filter of the pipeline is declared', () => {
    const content = contentOf(create(), 'proxy-server.conf');
    const filters = content.match(/^pipeline = (.*) proxy-server$/m)?.[1]?.split(' ') ?? [];
    expect(filters.length).toBeGreaterThan(10);
    expect(filters.filter((filter) => !content.includes(`[filter:${filter}]\n`))).toEqual([]);
  });
});

test('the rings are made by one program from the ports, and lie with the data', () => {
  const swift = create({...pypi, options: {object_port: 16613}});
  const [rings] = swift.postInstall();
  const target = `${root}/data/swift/rings`;
  expect(rings).toMatchObject({kind: 'command', key: 'rings', args: {undo: 'inside'}});
  expect((rings?.args as {argv: string[]} | undefined)?.argv).toEqual([
    `${root}/venv/bin/python3`,
    `${etc}/make-rings.py`,
    target,
    'sdb1',
    '127.0.0.1',
    'account=6612',
    'container=6611',
    'object=16613',
  ]);
  expect(rings?.needs).toContain(`directory:${target}`);
  expect(swift.symlinks()).toContainEqual({path: `${etc}/object.ring.gz`, target: `${target}/object.ring.gz`});
});

describe('services', () => {
  test('each server is one process, asked on its own port', () => {
    expect(create().start()).toHaveLength(4);
    expect(serviceOf(create(), 'object')).toMatchObject({
      args: {ports: [6613], health: {kind: 'http', url: 'http://127.0.0.1:6613/healthcheck'}},
      reads: [`file:${etc}/swift.conf`, `file:${etc}/object-server.conf`, 'packages:distro', `python:${root}/venv`],
    });
  });

  test('each program is told where swift.conf is before it imports what reads it', () => {
    const {argv} = serviceOf(create(distro), 'account')!.args as unknown as {argv: string[]};
    expect(argv[0]).toBe('/usr/bin/python3');
    expect(argv[2]).toMatch(/set_swift_dir\(.*import run_wsgi/);
    expect(argv.slice(3)).toEqual([etc, `${etc}/account-server.conf`, '-v']);
  });

  test('the proxy waits for the rings, and neither for keystone nor for the other servers', () => {
    const proxy = serviceOf(create(), 'proxy');
    expect(proxy?.needs).toEqual(
      expect.arrayContaining(['command:rings', `symlink:${etc}/account.ring.gz`, `file:${etc}/authtoken.conf`]),
    );
    expect(proxy?.needs?.filter((ref) => ref.startsWith('keystone/') || ref.startsWith('service:'))).toEqual([]);
  });
});

test('it enters itself into the catalog, with the account of a project in its address', () => {
  const swift = create({...pypi, address: {bind: '0.0.0.0', client: '192.0.2.7'}});
  expect(swift.catalog().services).toEqual([
    {name: 'swift', type: 'object-store', url: 'http://192.0.2.7:8080/v1/AUTH_$(project_id)s'},
  ]);
  expect(swift.postStart()).toMatchObject([{kind: 'catalog', key: 'swift', needs: identity.needs}]);
});

test('it needs keystone, and no database of its own', () => {
  expect(create().requires()).toEqual(['keystone']);
  expect(create().uses()).toEqual([{capability: 'identity', name: 'swift'}]);
});

test('without the proxy there is nothing to sign in to', () => {
  const swift = create(storage);
  expect(swift.start().map(({key}) => key)).toEqual(['account', 'object']);
  expect([swift.postInstall(), swift.postStart(), swift.endpoints()]).toEqual([[], [], []]);
});

test('a proxy without a server of the data, and a port for root, are refused before anything is done', () => {
  expect(create({...pypi, subsystems: ['proxy', 'object'], options: {object_port: 613}}).verify()).toEqual([
    {message: 'port 613 is for root only, and services run as devstack', suggestion: '--set swift.object_port=10613'},
    {
      message: 'its subsystem proxy does not work without account and container',
      suggestion: '--set swift.subsystems=proxy,object,account,container',
    },
  ]);
});
