import {
  type Applied,
  type Host,
  type Kept,
  type Probe,
  type RunOptions,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {chassisOf} from './chassis.ts';
import {changeChassis, listChassis} from './ovn-commands.ts';
import {firstColumn} from './ovn-output.ts';

export interface OvnChassisArgs {
  readonly socket: string;
  readonly hosts: readonly string[];
  readonly bridgeMappings: string;
  readonly owner: 'service';
}

type Previous = Applied<OvnChassisArgs, null, null>;

/** Step kind `ovn-chassis`: registers hosts with OVN, as ovn-controller would on each of them. */
export class OvnChassisStep implements StepHandler<OvnChassisArgs, null, null> {
  static readonly inject = [T.host] as const;

  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args: {hosts}}: Step<OvnChassisArgs>): StepDescription {
    return {title: hosts.length === 1 ? `OVN host ${hosts[0]}` : `${hosts.length} OVN hosts`, details: hosts};
  }

  async probe(_args: OvnChassisArgs, previous: Previous | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(args: OvnChassisArgs, {previous}: {readonly previous?: Previous}, context: StepContext): Promise<null> {
    const {socket, hosts, bridgeMappings, owner} = args;
    const options: RunOptions = {user: context.ownership(owner).user, cwd: '/', signal: context.signal};
    const {stdout} = await this.#host.run(listChassis(socket), options);
    const known = new Set(firstColumn(stdout));
    const wanted = hosts.map(chassisOf);
    const isKnown = ({name}: {readonly name: string}): boolean => known.has(name);
    const change = {
      add: wanted.filter((chassis) => !isKnown(chassis)),
      change: wanted.filter(isKnown),
      remove: (previous?.args.hosts ?? []).filter((host) => !hosts.includes(host)).map(chassisOf),
    };
    await this.#host.run(changeChassis(socket, {...change, bridgeMappings, nowMs: Date.now()}), options);
    return null;
  }

  /** They are in a database that goes itself. */
  async revert(): Promise<readonly Kept[]> {
    return [];
  }
}
