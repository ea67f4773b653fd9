import {fileURLToPath} from 'node:url';
import {
  componentContract,
  type FakeContextSettings,
  fakeComponentContext,
  registerContract,
} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Database} from './database.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const demand = {component: 'keystone', capability: 'database', name: 'keystone'};
const distro = {
  settings: {
    mariadb: {
      packages: ['mariadb-server-core'],
      volatile: {packages: ['libeatmydata1'], env: {LD_PRELOAD: 'libeatmydata.so'}},
      programs: {
        mariadbd: '/usr/sbin/mariadbd',
        'mariadb-install-db': '/usr/bin/mariadb-install-db',
        mariadb: '/usr/bin/mariadb',
      },
    },
    postgresql: {
      packages: ['postgresql-15'],
      programs: {postgres: '/pg/postgres', initdb: '/pg/initdb', psql: '/pg/psql', pg_isready: '/pg/pg_isready'},
    },
  },
};
const create = (settings: Partial<FakeContextSettings> = {}) =>
  new Database(fakeComponentContext({name: 'database', package: directory, ...settings}));

describe('contract', () => {
  registerContract(
    test,
    componentContract({
      component: Database,
      name: 'database',
      package: directory,
      surroundings: {
        sqlite: {origin: 'distro', demands: [demand]},
        mariadb: {origin: 'distro', options: {engine: 'mariadb'}, demands: [demand], distro},
        postgresql: {origin: 'distro', options: {engine: 'postgresql'}, demands: [demand], distro},
      },
    }),
  );
});

describe('SQLite', () => {
  test('a demand is answered with an absolute path, and with the file that must be there before', () => {
    expect(create({options: {engine: 'sqlite'}}).offer(demand)).toEqual({
      values: {url: 'sqlite:////opt/openstack/data/database/keystone.db', engine: 'sqlite'},
      needs: ['database/database-file:keystone'],
    });
  });

  test('SQLite needs one closed directory, no package and no service', () => {
    const database = create({options: {engine: 'sqlite'}});
    expect(database.configure()).toEqual([
      {
        kind: 'directory',
        key: '/opt/openstack/data/database',
        args: {path: '/opt/openstack/data/database', mode: 0o700, owner: 'service', contents: 'ours'},
      },
    ]);
    expect([...database.install(), ...database.start()]).toEqual([]);
  });
});

describe('a server', () => {
  const mariadb = (settings: Partial<FakeContextSettings> = {}) =>
    create({options: {engine: 'mariadb'}, demands: [demand], distro, ...settings});
  const postgresql = () => create({options: {engine: 'postgresql'}, demands: [demand], distro});
  const encoded = {secret: 'database.keystone_password', encode: 'url'};

  test('answers with an address, an account, and what Python needs to speak to it', () => {
    expect(mariadb().offer(demand)).toEqual({
      values: {
        engine: 'mariadb',
        requirement: 'PyMySQL',
        client: JSON.stringify([
          '/usr/bin/mariadb',
          '--no-defaults',
          '--socket=/opt/openstack/run/database/mariadb.sock',
          '--user=devstack',
          '--default-character-set=utf8mb4',
          '--batch',
        ]),
        url: {concat: ['mysql+pymysql://keystone:', encoded, '@127.0.0.1:13306/keystone?charset=utf8']},
      },
      needs: ['database/database:keystone'],
    });
    expect(postgresql().offer(demand).values).toMatchObject({
      engine: 'postgresql',
      requirement: 'psycopg2-binary',
      url: {concat: ['postgresql+psycopg2://keystone:', encoded, '@127.0.0.1:15432/keystone']},
    });
  });

  test('stays on the loopback that a cloud has for itself', () => {
    const internal = {bind: '127.0.0.1', client: '127.0.0.1'};
    const database = mariadb({address: {bind: '10.231.0.2', client: '10.231.0.2', internal}});
    expect(database.services()[0]!.argv).toContain('--bind-address=127.0.0.1');
  });

  test('is bound to one address and reached at another, which may be of IPv6', () => {
    const database = mariadb({address: {bind: '::', client: '2001:db8::1'}});
    expect(database.services()[0]!.argv).toContain('--bind-address=::');
    expect(database.services()[0]!.health).toEqual({kind: 'tcp', host: '::1', port: 13306});
    expect(JSON.stringify(database.offer(demand).values.url)).toContain('@[2001:db8::1]:13306/');
  });

  test('has a secret for each database', () => {
    expect(mariadb({demands: [demand, {...demand, name: 'nova_api'}]}).secrets()).toEqual([
      {name: 'keystone_password'},
      {name: 'nova_api_password'},
    ]);
  });

  test('is made, started and filled, each after the one before', () => {
    const database = mariadb();
    const steps = [...database.install(), ...database.postInstall(), ...database.start(), ...database.postStart()];
    expect(steps.map(({kind, key, needs}) => [`${kind}:${key}`, needs])).toEqual([
      ['packages:distro', []],
      [
        'database-cluster:mariadb',
        ['packages:distro', 'directory:/opt/openstack/data/database', 'directory:/opt/openstack/run/database'],
      ],
      ['service:mariadb', ['database-cluster:mariadb', 'directory:/opt/openstack/run/database']],
      ['database:keystone', ['service:mariadb']],
    ]);
  });

  test('waits for the disk only where it is asked to', () => {
    const durable = mariadb({options: {engine: 'mariadb', durable: true}});
    expect(durable.packages()).toEqual([{name: 'mariadb-server-core'}]);
    expect(durable.services()[0]!.env).toEqual({});
    expect(mariadb().packages()).toEqual([{name: 'mariadb-server-core'}, {name: 'libeatmydata1'}]);
    expect(mariadb().services()[0]!.env).toEqual({LD_PRELOAD: 'libeatmydata.so'});
  });

  test('ends when it is told to, and not when its clients like', () => {
    expect(mariadb().services()[0]!.stop).toEqual({signal: 'SIGTERM', graceMs: 20_000});
    expect(postgresql().services()[0]!.stop).toEqual({signal: 'SIGINT', graceMs: 20_000});
  });

  test('a distribution that it is not known on, and a path that is too long for a socket, are found before', () => {
    const problems = mariadb({distro: {}, root: `/${'x'.repeat(90)}`}).verify();
    expect(problems.map(({message}) => message)).toEqual([
      'nothing is known of how MariaDB is installed on debian-12',
      `the address of a socket has at most 107 bytes, and /${'x'.repeat(90)}/run/database/mariadb.sock has more`,
    ]);
  });
});

test('a name that leads elsewhere and a root that SQLite misunderstands are found before anything is done', () => {
  const odd = create({options: {engine: 'sqlite'}, root: '/what?', demands: [{...demand, name: '../keystone'}]});
  expect(odd.verify().map(({message}) => message)).toEqual([
    'SQLite cannot use /what?/data/database: a question mark ends the path',
    "keystone asks for a database with the impossible name '../keystone'",
  ]);
});

test.each([
  ['mysql', "keystone asks for a database with the impossible name 'mysql'"],
  ['x'.repeat(64), `keystone asks for a database with the impossible name '${'x'.repeat(64)}'`],
  ['keystone', "keystone asks for the database 'keystone', which glance asks for as well"],
])('a database %s is refused', (name, message) => {
  const demands = [
    {...demand, component: 'glance'},
    {...demand, name},
  ];
  expect(create({demands}).verify()).toEqual([{message}]);
});

test('an engine that a component cannot work with is refused', () => {
  const nova = {...demand, component: 'nova', name: 'nova', options: {engines: ['mariadb']}};
  expect(create({options: {engine: 'sqlite'}, demands: [demand, nova]}).verify()).toHaveLength(1);
  expect(create({demands: [demand, nova], distro}).offer(demand).values.engine).toBe('mariadb');
});

test('what is no database is refused', () => {
  expect(() => create().offer({...demand, capability: 'messages'})).toThrow('database does not offer messages');
});
