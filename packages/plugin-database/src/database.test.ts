import {fileURLToPath} from 'node:url';
import {
  componentContract,
  type FakeContextSettings,
  fakeComponentContext,
  registerContract,
} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Database} from './database.ts';

const demand = {component: 'keystone', capability: 'database', name: 'keystone'};
const distro = {
  settings: {
    mariadb: {
      packages: ['mariadb-server-core'],
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
  new Database(fakeComponentContext({name: 'database', options: {engine: 'sqlite'}, ...settings}));

describe('contract', () => {
  registerContract(
    test,
    componentContract({
      component: Database,
      name: 'database',
      package: fileURLToPath(new URL('..', import.meta.url)),
      surroundings: {
        sqlite: {origin: 'distro', demands: [demand]},
        mariadb: {origin: 'distro', options: {engine: 'mariadb'}, demands: [demand], distro},
        postgresql: {origin: 'distro', options: {engine: 'postgresql'}, demands: [demand], distro},
      },
    }),
  );
});

test('a demand is answered with an absolute path, and with the directory that must be there before', () => {
  expect(create().offer(demand)).toEqual({
    values: {url: 'sqlite:////opt/openstack/data/database/keystone.db', engine: 'sqlite'},
    needs: ['database/directory:/opt/openstack/data/database'],
  });
});

test('SQLite needs one closed directory, no package and no service', () => {
  const database = create();
  expect(database.configure()).toEqual([
    {
      kind: 'directory',
      key: '/opt/openstack/data/database',
      args: {path: '/opt/openstack/data/database', mode: 0o700, owner: 'service', contents: 'ours'},
    },
  ]);
  expect([...database.install(), ...database.start()]).toEqual([]);
});

test('a name that leads elsewhere and a root that SQLite misunderstands are found before anything is done', () => {
  const odd = create({root: '/what?', demands: [{...demand, name: '../keystone'}]});
  expect(odd.verify().map(({message}) => message)).toEqual([
    'SQLite cannot use /what?/data/database: a question mark ends the path',
    "keystone asks for a database with the impossible name '../keystone'",
  ]);
});

test('what is no database is refused', () => {
  expect(() => create().offer({...demand, capability: 'messages'})).toThrow('database does not offer messages');
});
