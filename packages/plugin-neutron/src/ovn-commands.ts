import type {Argv} from '@devstack/sdk';
import type {Chassis} from './chassis.ts';

/** One of the two databases of OVN. Each has a server of its own: neutron until 2023 takes a table of the one for the other's otherwise. */
export interface OvnDatabase {
  readonly file: string;
  /** It listens there, and on no port. */
  readonly socket: string;
  /** For `ovn-appctl -t`. */
  readonly control: string;
}

export interface OvnPlaces {
  readonly northbound: OvnDatabase;
  readonly southbound: OvnDatabase;
  /** Of ovn-northd. */
  readonly control: string;
}

// Its own log goes to the system's when nobody says otherwise.
const LOGGING = ['-vsyslog:off', '-vconsole:info'];

export function databaseServer(program: string, {file, socket, control}: OvnDatabase): Argv {
  return [program, '--no-chdir', ...LOGGING, `--unixctl=${control}`, `--remote=punix:${socket}`, file];
}

export function northd(program: string, {northbound, southbound, control}: OvnPlaces): Argv {
  const databases = [`--ovnnb-db=unix:${northbound.socket}`, `--ovnsb-db=unix:${southbound.socket}`];
  return [program, ...LOGGING, `--unixctl=${control}`, ...databases];
}

export function listDatabases(socket: string): Argv {
  return ['ovsdb-client', '--timeout=2', 'list-dbs', `unix:${socket}`];
}

export function createDatabase(path: string, schema: string): Argv {
  return ['ovsdb-tool', 'create', path, schema];
}

export function needsConversion(path: string, schema: string): Argv {
  return ['ovsdb-tool', 'needs-conversion', path, schema];
}

export function convertDatabase(path: string, schema: string): Argv {
  return ['ovsdb-tool', 'convert', path, schema];
}

export function listChassis(socket: string): Argv {
  return [...southbound(socket), '--format=json', '--columns=name,hostname', 'list', 'Chassis'];
}

/**
 * What an ovn-controller says when it has seen every change that there will ever be. Nobody runs one here, and neutron binds no port to a host
 * that has missed two changes.
 */
const ALWAYS_UP_TO_DATE = 2 ** 53 - 1;

export interface ChassisChange {
  readonly add: readonly Chassis[];
  readonly change: readonly Chassis[];
  readonly remove: readonly Chassis[];
  /** `public:br-public` */
  readonly bridgeMappings: string;
  readonly nowMs: number;
}

/** All in one transaction. */
export function changeChassis(socket: string, {add, change, remove, bridgeMappings, nowMs}: ChassisChange): Argv {
  const describe = ({name, host}: Chassis): string[] => [
    ...['set', 'Chassis', name, `hostname=${quote(host)}`],
    // Neutron looks in the one, releases before 2023 in the other.
    `other_config:ovn-bridge-mappings=${quote(bridgeMappings)}`,
    `external_ids:ovn-bridge-mappings=${quote(bridgeMappings)}`,
  ];
  const commands = [
    // Its row in Chassis_Private too; ovn-sbctl aborts when a transaction deletes a row twice.
    ...remove.map(({name}) => ['--if-exists', 'chassis-del', name]),
    ...add.flatMap((chassis, index) => [
      ['--may-exist', 'chassis-add', chassis.name, 'geneve', chassis.address],
      describe(chassis),
      [`--id=@c${index}`, 'get', 'Chassis', chassis.name],
      ['create', 'Chassis_Private', `name=${chassis.name}`, `chassis=@c${index}`, ...liveness(nowMs)],
    ]),
    ...change.map(describe),
  ];
  return [...southbound(socket), ...commands.flatMap((command) => ['--', ...command])];
}

/**
 * What neutron writes when a user deletes an agent: all of its processes forget it, where they would otherwise show for ever that it is dead.
 * They look at changes, so each agent has a transaction of its own.
 */
export function forgetAgent(socket: string, {name}: Pick<Chassis, 'name'>): Argv {
  return [...southbound(socket), 'set', 'SB_Global', '.', `external_ids:delete_agent=${quote(name)}`];
}

export function endForgetting(socket: string): Argv {
  return [...southbound(socket), 'remove', 'SB_Global', '.', 'external_ids', 'delete_agent'];
}

function liveness(nowMs: number): string[] {
  return [`nb_cfg=${ALWAYS_UP_TO_DATE}`, `nb_cfg_timestamp=${nowMs}`];
}

function southbound(socket: string): Argv {
  return ['ovn-sbctl', `--db=unix:${socket}`, '--timeout=10'];
}

/** A string as ovn-sbctl reads it, also one that looks like a number or has commas. */
function quote(value: string): string {
  return JSON.stringify(value);
}
