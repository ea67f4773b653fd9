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
import {chassisChange, chassisOf, controllerOf} from './chassis.ts';
import {changeChassis, endForgetting, forgetAgent, listChassis} from './ovn-commands.ts';
import {ownChassis} from './ovn-output.ts';

export interface OvnChassisArgs {
  readonly socket: string;
  /** Without an ovn-controller of their own. */
  readonly hosts: readonly string[];
  /** The host that has one, which registers itself. */
  readonly controller?: string;
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
    if (hosts.length === 0) return {title: 'no other OVN hosts'};
    return {title: hosts.length === 1 ? `OVN host ${hosts[0]}` : `${hosts.length} OVN hosts`, details: hosts};
  }

  async probe(_args: OvnChassisArgs, previous: Previous | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  /** Looks at what is there, not at what was recorded: a run that was interrupted may have recorded more than it did. */
  async apply(
    {socket, hosts, controller, bridgeMappings, owner}: OvnChassisArgs,
    _applied: unknown,
    context: StepContext,
  ): Promise<null> {
    const options: RunOptions = {user: context.ownership(owner).user, cwd: '/', signal: context.signal};
    const {stdout} = await this.#host.run(listChassis(socket), options);
    const registered = controller === undefined ? undefined : controllerOf(controller);
    const known = ownChassis(stdout).filter(({name}) => name !== registered);
    const change = chassisChange(hosts.map(chassisOf), known);
    if (Object.values(change).every((list) => list.length === 0)) return null;
    await this.#host.run(changeChassis(socket, {...change, bridgeMappings, nowMs: Date.now()}), options);
    for (const chassis of change.remove) await this.#host.run(forgetAgent(socket, chassis), options);
    if (change.remove.length > 0) await this.#host.run(endForgetting(socket), options);
    return null;
  }

  /** They are in a database that goes itself. */
  async revert(): Promise<readonly Kept[]> {
    return [];
  }
}
