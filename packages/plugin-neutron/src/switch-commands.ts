import type {Argv} from '@devstack/sdk';

/** Where Open vSwitch keeps what: nothing of it is where the system's own would look. */
export interface SwitchPlaces {
  readonly database: {readonly file: string; readonly socket: string; readonly control: string};
  /** Sockets of what runs as root: of the switch, of its bridges, of ovn-controller. */
  readonly directory: string;
}

/** A bridge to the outside, and the addresses that this machine has on it. */
export interface OuterBridge {
  readonly name: string;
  /** `172.24.4.1/24` */
  readonly addresses: readonly string[];
}

// Its own log goes to the system's when nobody says otherwise.
const LOGGING = ['-vsyslog:off', '-vconsole:info'];

export function switchDaemon(program: string, {database, directory}: SwitchPlaces): Argv {
  return [program, `unix:${database.socket}`, '--no-chdir', ...LOGGING, `--unixctl=${switchControl(directory)}`];
}

export function switchVersion({directory}: SwitchPlaces): Argv {
  return ['ovs-appctl', '--timeout=2', '-t', switchControl(directory), 'version'];
}

/** Older ones cannot be told where to make their control socket; it is in the directory of their environment. */
export function controllerDaemon(program: string, {database}: SwitchPlaces): Argv {
  return [program, `unix:${database.socket}`, '--no-chdir', ...LOGGING];
}

/** Exits with 0 when OVN knows the chassis. */
export function showChassis(southbound: string, name: string): Argv {
  return ['ovn-sbctl', `--db=unix:${southbound}`, '--timeout=2', '--no-syslog', 'get', 'Chassis', name, 'name'];
}

/** Before the switch runs, so it waits for nothing. */
export function configureSwitch(socket: string, settings: Readonly<Record<string, string>>): Argv {
  const pairs = Object.entries(settings).map(([name, value]) => `external_ids:${name}=${JSON.stringify(value)}`);
  return [...vsctl(socket), '--no-wait', 'init', '--', 'set', 'Open_vSwitch', '.', ...pairs];
}

/** `standalone`: it forwards like any switch, without OVN, which has no word there. */
export function addBridges(socket: string, bridges: readonly OuterBridge[], type: string): Argv {
  const commands = bridges.flatMap(({name}) => [
    ['--', '--may-exist', 'add-br', name],
    ['--', 'set', 'Bridge', name, `datapath_type=${type}`, 'fail_mode=standalone'],
  ]);
  return [...vsctl(socket), ...commands.flat()];
}

export function listBridges(socket: string): Argv {
  return [...vsctl(socket), 'list-br'];
}

export function listPorts(socket: string, bridge: string): Argv {
  return [...vsctl(socket), 'list-ports', bridge];
}

export function deleteBridges(socket: string, names: readonly string[]): Argv {
  return [...vsctl(socket), ...names.flatMap((name) => ['--', '--if-exists', 'del-br', name])];
}

export function showAddresses(link: string): Argv {
  return ['ip', '-json', 'address', 'show', 'dev', link];
}

/** What makes the link have these addresses and no other. */
export function setAddresses({name, addresses}: OuterBridge): readonly Argv[] {
  return [
    ['ip', 'address', 'flush', 'dev', name, 'scope', 'global'],
    ...addresses.map((address): Argv => ['ip', 'address', 'add', address, 'dev', name]),
    ['ip', 'link', 'set', name, 'up'],
  ];
}

function switchControl(directory: string): string {
  return `${directory}/ovs-vswitchd.ctl`;
}

function vsctl(socket: string): [string, ...string[]] {
  return ['ovs-vsctl', `--db=unix:${socket}`, '--timeout=10', '--no-syslog'];
}
