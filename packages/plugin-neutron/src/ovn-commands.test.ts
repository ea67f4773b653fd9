import {expect, test} from 'vitest';
import {chassisOf} from './chassis.ts';
import {changeChassis, databaseServer, endForgetting, forgetAgent, northd} from './ovn-commands.ts';
import {ownChassis} from './ovn-output.ts';

const database = (name: string) => ({file: `/d/${name}.db`, socket: `/r/${name}.sock`, control: `/r/${name}.ctl`});
const places = {northbound: database('nb'), southbound: database('sb'), control: '/r/northd.ctl'};
const chassis = (host: string) => ({name: `uuid-${host}`, host, address: '127.0.0.9'});

test('a database has a server on a socket and no port, in the foreground', () => {
  expect(databaseServer('/usr/sbin/ovsdb-server', places.northbound)).toEqual([
    '/usr/sbin/ovsdb-server',
    '--no-chdir',
    '-vsyslog:off',
    '-vconsole:info',
    '--unixctl=/r/nb.ctl',
    '--remote=punix:/r/nb.sock',
    '/d/nb.db',
  ]);
});

test('northd stands between the two', () => {
  expect(northd('ovn-northd', places).slice(-3)).toEqual([
    '--unixctl=/r/northd.ctl',
    '--ovnnb-db=unix:/r/nb.sock',
    '--ovnsb-db=unix:/r/sb.sock',
  ]);
});

test('hosts are added, changed and removed in one transaction', () => {
  const change = {add: [chassis('a')], change: [chassis('b')], remove: [chassis('c')]};
  const argv = changeChassis('/r/sb.sock', {...change, bridgeMappings: 'public:br-public', nowMs: 7});
  const commands = argv.join(' ').split(' -- ');
  expect(commands).toEqual([
    'ovn-sbctl --db=unix:/r/sb.sock --timeout=10',
    '--if-exists chassis-del uuid-c',
    '--may-exist chassis-add uuid-a geneve 127.0.0.9',
    'set Chassis uuid-a hostname="a" other_config:ovn-bridge-mappings="public:br-public" external_ids:ovn-bridge-mappings="public:br-public"',
    '--id=@c0 get Chassis uuid-a',
    'create Chassis_Private name=uuid-a chassis=@c0 nb_cfg=9007199254740991 nb_cfg_timestamp=7',
    'set Chassis uuid-b hostname="b" other_config:ovn-bridge-mappings="public:br-public" external_ids:ovn-bridge-mappings="public:br-public"',
  ]);
});

test('an agent that went is forgotten, as when a user deletes it', () => {
  expect(forgetAgent('/r/sb.sock', chassis('c')).slice(3)).toEqual([
    'set',
    'SB_Global',
    '.',
    'external_ids:delete_agent="uuid-c"',
  ]);
  expect(endForgetting('/r/sb.sock').slice(3)).toEqual(['remove', 'SB_Global', '.', 'external_ids', 'delete_agent']);
});

test('reads the chassis that are ours, and leaves those of others alone', () => {
  const {name} = chassisOf('compute-1');
  const output = `{"data":[["${name}","compute-1"],["d8c60ac1","compute-2"]],"headings":["name","hostname"]}`;
  expect(ownChassis(output)).toEqual([chassisOf('compute-1')]);
  expect(ownChassis('{"data":[],"headings":["name","hostname"]}')).toEqual([]);
});
