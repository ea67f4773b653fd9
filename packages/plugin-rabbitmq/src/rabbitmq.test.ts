import {resolveText, secret} from '@devstack/sdk';
import {componentContract, fakeComponentContext, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {RabbitMq} from './rabbitmq.ts';
import {renderDefinitions, transportUrl} from './rabbitmq-conf.ts';

const demands = [
  {component: 'neutron', capability: 'messages', name: 'neutron'},
  {component: 'nova', capability: 'messages', name: 'nova'},
  {component: 'nova', capability: 'messages', name: 'cell1', options: {vhost: 'cell 1'}},
];
const surroundings = {
  origin: 'distro' as const,
  distro: {packages: [{name: 'rabbitmq-server'}], settings: {server: '/usr/lib/rabbitmq/bin/rabbitmq-server'}},
  address: {bind: '0.0.0.0', client: '10.0.0.7'},
  demands,
};
const options = {port: 5672, node_port: 25672, schedulers: 2, log_level: 'info'};
const create = (changes: object = {}) =>
  new RabbitMq(fakeComponentContext({name: 'rabbitmq', ...surroundings, options: {...options, ...changes}}));
const fileOf = (name: string) =>
  create()
    .configFiles()
    .find(({path}) => path.endsWith(`/${name}`));

describe('the contract of components', () => {
  const directory = new URL('..', import.meta.url).pathname;
  registerContract(
    test,
    componentContract({
      component: RabbitMq,
      name: 'rabbitmq',
      package: directory,
      surroundings: {distro: surroundings},
    }),
  );
});

test('the broker listens where the address says, and says what it does on standard output', () => {
  expect(fileOf('rabbitmq.conf')).toEqual({
    path: '/opt/openstack/etc/rabbitmq/rabbitmq.conf',
    mode: 0o640,
    owner: 'root',
    group: 'service',
    content: `listeners.tcp.1 = 0.0.0.0:5672
load_definitions = /opt/openstack/etc/rabbitmq/definitions.json
log.file = false
log.console = true
log.console.level = info
log.console.use_colors = off
`,
  });
});

test('where the cloud has a loopback of its own, the broker and those who use it stay on it', () => {
  const internal = {bind: '127.0.0.1', client: '127.0.0.1'};
  const address = {bind: '10.231.0.2', client: '10.231.0.2', internal};
  const broker = new RabbitMq(fakeComponentContext({name: 'rabbitmq', ...surroundings, address, options}));
  expect(JSON.stringify([broker.configFiles(), broker.services(), broker.offer(demands[0]!)])).not.toContain('10.231');
});

test('each virtual host that is asked for is there, with all rights', () => {
  const content = fileOf('definitions.json')?.content;
  expect(JSON.parse(resolveText(content as string, () => 'pw'))).toEqual({
    users: [{name: 'openstack', password: 'pw', tags: ['administrator']}],
    vhosts: [{name: '/'}, {name: 'cell 1'}],
    permissions: ['/', 'cell 1'].map((vhost) => ({user: 'openstack', vhost, configure: '.*', write: '.*', read: '.*'})),
  });
});

test.each(['a"b\\c#d\'e $(x) %20 \t{}', 'ü€😀', '/:@?#[]', ' '])(
  'a password survives whatever is in it: %j',
  (password) => {
    const definitions = resolveText(renderDefinitions(['/'], secret('rabbitmq.password', 'json')), () => password);
    expect(JSON.parse(definitions).users[0].password).toBe(password);
    const url = resolveText(transportUrl('h', 5672, '/', secret('rabbitmq.password', 'url')), () => password);
    expect(decodeURIComponent(new URL(url.replace('rabbit:', 'http:')).password)).toBe(password);
  },
);

test('an offer is the transport URL, usable when the broker is up', () => {
  const offer = create().offer(demands[1]!);
  expect(resolveText(offer.values.url!, () => 'p/w')).toBe('rabbit://openstack:p%2Fw@10.0.0.7:5672/');
  expect(resolveText(create().offer(demands[2]!).values.url!, () => 'x')).toMatch(/:5672\/cell%201$/);
  expect(offer.needs).toEqual(['rabbitmq/service:server']);
  const address = {bind: '::', client: 'fd00::7'};
  const six = new RabbitMq(fakeComponentContext({name: 'rabbitmq', ...surroundings, address, options}));
  expect(resolveText(six.offer(demands[0]!).values.url!, () => 'x')).toBe('rabbit://openstack:x@[fd00::7]:5672/');
});

test('the broker is a program of its own: no port mapper, no shell, nothing of the distribution', () => {
  const [server] = create().services();
  expect(server).toMatchObject({
    argv: ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
    ports: [5672, 25672],
    health: {kind: 'tcp', host: '10.0.0.7', port: 5672},
    env: {
      HOME: '/opt/openstack/data/rabbitmq',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
        '-sname devstack@localhost -start_epmd false -erl_epmd_port 25672 -kernel inet_dist_listen_min 25672 ' +
        'inet_dist_listen_max 25672 inet_dist_use_interface {127,0,0,1} +S 2:2',
      RABBITMQ_MNESIA_BASE: '/opt/openstack/data/rabbitmq/mnesia',
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      RUNNING_UNDER_SYSTEMD: 'true',
    },
  });
  expect(server?.reads).toContain('file:/opt/openstack/etc/rabbitmq/definitions.json');
});

test('one port for two things is refused, with a way out', () => {
  expect(create({node_port: 5672}).verify()).toEqual([
    {
      message: 'cannot run RabbitMQ with port 5672 for both its clients and rabbitmqctl',
      suggestion: '--set rabbitmq.node_port=5673',
    },
  ]);
});
