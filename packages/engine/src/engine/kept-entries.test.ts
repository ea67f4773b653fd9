import {describe, expect, test} from 'vitest';
import type {TraceEntry} from '../trace/records.ts';
import {keptEntries} from './kept-entries.ts';

function entry(id: string, args: object, needs: string[] = []): TraceEntry {
  const kind = id.slice(id.indexOf('/') + 1, id.indexOf(':'));
  const step = {id, kind, args: args as TraceEntry['step']['args'], components: [], needs};
  return {step, digest: '', inputs: '', before: null, after: null, state: 'done'};
}

const entries = [
  entry('shared/user:devstack', {name: 'devstack'}),
  entry('shared/packages:apt', {}),
  entry('shared/directory:/r/data', {path: '/r/data'}),
  entry('database/service:mariadb', {}, ['shared/packages:apt']),
  entry('database/directory:/r/data/mariadb', {path: '/r/data/mariadb'}, [
    'shared/user:devstack',
    'shared/directory:/r/data',
  ]),
  entry('database/database:keystone', {path: '/r/data/mariadb/keystone'}, ['database/service:mariadb']),
  entry('glance/service:api', {}),
  entry('glance/image:cirros', {}, ['glance/service:api']),
  entry('keystone/file:/r/etc/k.conf', {path: '/r/etc/k.conf'}),
];

describe('keptEntries', () => {
  test('of data keeps its directories and its owner, but no configuration', () => {
    const kept = keptEntries(entries, ['data'], '/r');
    expect([...kept].sort()).toEqual([
      'database/database:keystone',
      'database/directory:/r/data/mariadb',
      'glance/image:cirros',
      'shared/directory:/r/data',
      'shared/user:devstack',
    ]);
  });

  test('of packages keeps only these', () => {
    expect([...keptEntries(entries, ['packages'], '/r')]).toEqual(['shared/packages:apt']);
  });

  test('of nothing keeps nothing', () => {
    expect(keptEntries(entries, [], '/r').size).toBe(0);
  });
});
