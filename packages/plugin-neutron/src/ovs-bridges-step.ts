import {
  type Applied,
  type Argv,
  type Host,
  type Kept,
  type Logger,
  messageOf,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {
  addBridges,
  deleteBridges,
  listBridges,
  listPorts,
  type OuterBridge,
  setAddresses,
  showAddresses,
} from './switch-commands.ts';
import {globalAddresses, guestPorts, readLinks} from './switch-output.ts';
import {INNER_BRIDGE} from './switch-problems.ts';

export interface OvsBridgesArgs {
  /** Of the database of Open vSwitch. */
  readonly socket: string;
  readonly type: 'netdev' | 'system';
  readonly bridges: readonly OuterBridge[];
  readonly as: 'root';
}

const PRIVILEGED = 'bridges and their addresses are made by root only';

type Previous = Applied<OvsBridgesArgs, null, null>;

/** Step kind `ovs-bridges`: bridges to the outside. Taken back, all bridges go while the switch still runs, and with them their links. */
export class OvsBridgesStep implements StepHandler<OvsBridgesArgs, null, null> {
  static readonly inject = [T.host, T.logger] as const;

  readonly lifetime = 'running';
  readonly #host: Host;
  readonly #logger: Logger;

  constructor(host: Host, logger: Logger) {
    this.#host = host;
    this.#logger = logger;
  }

  describe({args: {bridges}}: Step<OvsBridgesArgs>): StepDescription {
    const details = bridges.flatMap(({name, addresses}) => addresses.map((address) => `${name}: ${address}`));
    return {title: `bridges ${bridges.map(({name}) => name).join(', ')}`, details, privileged: PRIVILEGED};
  }

  /** A switch that ended and was started again has its bridges from its database, and the kernel kept their addresses. */
  async probe({bridges}: OvsBridgesArgs, previous: Previous | undefined): Promise<Probe> {
    if (previous?.after === undefined) return 'absent';
    for (const {name, addresses} of bridges) {
      const {code, stdout} = await this.#host.run(showAddresses(name), {accept: [0, 1]});
      const found = code === 0 ? globalAddresses(stdout) : [];
      if (code !== 0 || addresses.some((address) => !found.includes(address))) return 'changed';
    }
    return 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply({socket, type, bridges}: OvsBridgesArgs, _: unknown, {signal}: StepContext): Promise<null> {
    await this.#host.run(addBridges(socket, bridges, type), {signal, privileged: PRIVILEGED});
    for (const command of bridges.flatMap(setAddresses))
      await this.#host.run(command, {signal, privileged: PRIVILEGED});
    return null;
  }

  /** Where the database has died, what is left of links is taken away by the step before it. */
  async revert({args: {socket}}: Previous, {signal}: StepContext): Promise<readonly Kept[]> {
    try {
      const names = await this.#lines(listBridges(socket), signal);
      const ports = names.includes(INNER_BRIDGE) ? await this.#lines(listPorts(socket, INNER_BRIDGE), signal) : [];
      if (names.length > 0) await this.#host.run(deleteBridges(socket, names), {signal, privileged: PRIVILEGED});
      await this.#removeLinks(guestPorts(ports));
    } catch (error) {
      signal.throwIfAborted();
      this.#logger.warn(`bridges stay in the database of Open vSwitch: ${messageOf(error)}`);
    }
    return [];
  }

  /** A hypervisor that was killed leaves the links of its guests. */
  async #removeLinks(names: readonly string[]): Promise<void> {
    const links = readLinks((await this.#host.readText('/proc/net/dev')) ?? '');
    for (const name of names.filter((one) => links.includes(one)))
      await this.#host.run(['ip', 'link', 'delete', name], {privileged: PRIVILEGED, accept: [0, 1]});
  }

  async #lines(argv: Argv, signal: AbortSignal): Promise<readonly string[]> {
    const {stdout} = await this.#host.run(argv, {signal, privileged: PRIVILEGED});
    return stdout.split('\n').filter(Boolean);
  }
}
