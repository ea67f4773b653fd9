import {join} from 'node:path/posix';
import {
  type ComponentContext,
  type DirectoryArgs,
  type PackageRequest,
  type ServiceDeclaration,
  type StepDraft,
  step,
  stepOf,
} from '@devstack/sdk';
import {controllerOf} from './chassis.ts';
import {bridgeType, type Datapath} from './datapath-choice.ts';
import type {NetworkDevicesArgs} from './network-devices-step.ts';
import {CHASSIS_STEP, ovnPlaces} from './ovn.ts';
import {databaseServer, listDatabases} from './ovn-commands.ts';
import type {OvnDatabaseArgs} from './ovn-database-step.ts';
import type {OvsBridgesArgs} from './ovs-bridges-step.ts';
import {
  configureSwitch,
  controllerDaemon,
  type OuterBridge,
  type SwitchPlaces,
  showChassis,
  switchDaemon,
  switchVersion,
} from './switch-commands.ts';
import {INNER_BRIDGE} from './switch-problems.ts';

/** Where the distribution has Open vSwitch, and ovn-controller. */
interface SwitchPrograms {
  readonly packages: readonly string[];
  readonly schema: string;
  readonly daemon: string;
  readonly controller: string;
}

type Surroundings = Pick<ComponentContext, 'paths' | 'distro'>;

/** What a switch is asked to be. */
export interface SwitchSettings {
  readonly datapath: Exclude<Datapath, 'none'>;
  /** The host that this machine is. */
  readonly host: string;
  readonly bridges: readonly OuterBridge[];
  /** Ranges that this machine reaches through the bridges. */
  readonly ranges: readonly string[];
  /** `public:br-ex` */
  readonly bridgeMappings: string;
}

export const DEVICES_STEP = 'network-devices:switch';
const BRIDGES_STEP = 'ovs-bridges:outside';
export const CONTROLLER_SERVICE = 'service:ovn-controller';
const SETTINGS_STEP = 'command:ovs-settings';

export function switchPlaces({data, run}: Surroundings['paths']): SwitchPlaces {
  return {
    database: {file: join(data, 'ovs.db'), socket: join(run, 'ovs.sock'), control: join(run, 'ovs-db.ctl')},
    directory: join(run, 'switch'),
  };
}

/** Of the agent of neutron, which is root. */
export function agentState({data}: Surroundings['paths']): string {
  return join(data, 'ovn-agent');
}

/** Open vSwitch with ovn-controller: steps and services of a machine on which packets flow. */
export class Switch {
  readonly #around: Surroundings;
  readonly #settings: SwitchSettings;
  readonly #places: SwitchPlaces;

  constructor(around: Surroundings, settings: SwitchSettings) {
    this.#around = around;
    this.#settings = settings;
    this.#places = switchPlaces(around.paths);
  }

  packages(): readonly PackageRequest[] {
    return this.#programs().packages.map((name) => ({name}));
  }

  /** What root's programs keep is where no other account can write. */
  directories(): readonly DirectoryArgs[] {
    return [this.#places.directory, agentState(this.#around.paths)].map((path) => ({
      path,
      mode: 0o700,
      owner: 'root',
      contents: 'ours',
    }));
  }

  postInstall(): readonly StepDraft[] {
    const {file} = this.#places.database;
    const args: OvnDatabaseArgs = {path: file, schema: this.#programs().schema, owner: 'service'};
    const needs = [`directory:${this.#around.paths.data}`, 'packages:distro'];
    return [stepOf('ovn-database', file, args, {needs, reads: ['packages:distro']})];
  }

  steps(): readonly StepDraft[] {
    const {datapath, bridges, ranges} = this.#settings;
    const devices: NetworkDevicesArgs = {
      datapath,
      bridges: bridges.map(({name}) => name),
      ranges,
      as: 'root',
    };
    const {socket} = this.#places.database;
    const outside: OvsBridgesArgs = {socket, type: bridgeType(datapath), bridges, as: 'root'};
    return [
      stepOf('network-devices', 'switch', devices, {
        needs: ['packages:distro'],
        why: 'so that nothing is left on the machine',
      }),
      this.#configuration(),
      stepOf('ovs-bridges', 'outside', outside, {
        needs: ['service:ovs-switch', 'service:ovs-db'],
        why: 'so that this machine reaches floating IPs',
      }),
      ...ranges.map((range) => step('route', range, {to: range}, {needs: [BRIDGES_STEP]})),
    ];
  }

  services(): readonly ServiceDeclaration[] {
    return [this.#database(), this.#daemon(), this.#controller()];
  }

  #configuration(): StepDraft {
    const {host, datapath, bridgeMappings} = this.#settings;
    const {southbound} = ovnPlaces(this.#around.paths);
    const argv = configureSwitch(this.#places.database.socket, {
      // Always the same: with another one it would be another chassis to OVN, and ports would stay with the first.
      'system-id': controllerOf(host),
      hostname: host,
      'ovn-remote': `unix:${southbound.socket}`,
      'ovn-encap-type': 'geneve',
      'ovn-encap-ip': '127.0.0.1',
      'ovn-bridge': INNER_BRIDGE,
      'ovn-bridge-datapath-type': bridgeType(datapath),
      'ovn-bridge-mappings': bridgeMappings,
      'ovn-cms-options': 'enable-chassis-as-gw',
    });
    return step('command', 'ovs-settings', {argv, undo: 'inside'}, {needs: ['service:ovs-db']});
  }

  #database(): ServiceDeclaration {
    const {database} = this.#places;
    return {
      name: 'ovs-db',
      argv: databaseServer(this.#programs().server, database),
      health: {kind: 'exec', argv: listDatabases(database.socket)},
      needs: [`ovn-database:${database.file}`, `directory:${this.#around.paths.run}`],
      reads: ['packages:distro'],
    };
  }

  #daemon(): ServiceDeclaration {
    const {directory} = this.#places;
    return {
      name: 'ovs-switch',
      argv: switchDaemon(this.#programs().daemon, this.#places),
      as: 'root',
      env: {OVS_RUNDIR: directory},
      health: {kind: 'exec', argv: switchVersion(this.#places)},
      needs: ['service:ovs-db', SETTINGS_STEP, DEVICES_STEP, `directory:${directory}`],
      reads: ['packages:distro'],
    };
  }

  /** Asked to end by a signal, it leaves its chassis in the database, and the ports on it: after a start they are where they were. */
  #controller(): ServiceDeclaration {
    const {directory} = this.#places;
    const {southbound} = ovnPlaces(this.#around.paths);
    return {
      name: 'ovn-controller',
      argv: controllerDaemon(this.#programs().controller, this.#places),
      as: 'root',
      env: {OVS_RUNDIR: directory, OVN_RUNDIR: directory},
      health: {kind: 'exec', argv: showChassis(southbound.socket, controllerOf(this.#settings.host))},
      needs: ['service:ovn-northd', 'service:ovn-sb', 'service:ovs-switch', BRIDGES_STEP, CHASSIS_STEP],
      reads: ['packages:distro'],
    };
  }

  #programs(): SwitchPrograms & {readonly server: string} {
    const {ovn, ovs} = this.#around.distro.settings as unknown as {
      readonly ovn: {readonly server: string};
      readonly ovs: SwitchPrograms;
    };
    return {...ovs, server: ovn.server};
  }
}
