import {
  type Applied,
  combineErrors,
  DevstackError,
  type Host,
  type Kept,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {examineDatapath, MODULE_DIRECTORY} from './datapath-choice.ts';
import {readRoutes} from './ip-range.ts';
import {NAMESPACES, NamespaceCleaner, PRIVILEGED} from './namespace-cleaner.ts';
import {metadataNamespaces} from './ovn-agent.ts';
import {isMounted, readLinks} from './switch-output.ts';
import {switchLinks, switchProblems, type WantedSwitch} from './switch-problems.ts';

/** What the switch and the agent of neutron put on the machine, outside of the root. */
export interface NetworkDevicesArgs extends WantedSwitch {
  readonly as: 'root';
}

interface Before {
  readonly [key: string]: boolean | readonly string[];
  /** Whether the module openvswitch was loaded: the switch has the kernel load it, where there is one. */
  readonly module: boolean;
  readonly namespaces: boolean;
  readonly namespacesMounted: boolean;
  /** Namespaces of another agent. */
  readonly served: readonly string[];
  readonly iptablesLock: boolean;
  readonly uuidClock: boolean;
}

type Devices = Applied<NetworkDevicesArgs, Before, null>;

const IPTABLES_LOCK = '/run/xtables.lock';
/** Where a package that Open vSwitch needs has made the directory, libuuid writes the time of the last UUID that root made. */
const UUID_CLOCK = '/var/lib/libuuid/clock.txt';

/**
 * Step kind `network-devices`: makes nothing. It refuses a switch that cannot be, before anything is done, and takes away what the switch and the
 * agent left on the machine when both have ended: their links, if they died; namespaces, and what the first of them mounts for good.
 */
export class NetworkDevicesStep implements StepHandler<NetworkDevicesArgs, Before, null> {
  static readonly inject = [T.host] as const;

  readonly lifetime = 'running';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args}: Step<NetworkDevicesArgs>): StepDescription {
    return {
      title: 'network devices of the switch',
      details: switchLinks(args),
      privileged: PRIVILEGED,
    };
  }

  async probe(_args: NetworkDevicesArgs, previous: Devices | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async check(args: NetworkDevicesArgs, previous: Devices | undefined): Promise<void> {
    if (previous !== undefined) return;
    const problems = switchProblems(args, await this.#lookAround());
    if (problems.length === 0) return;
    throw combineErrors(
      problems.map(
        ({message, suggestion}) =>
          new DevstackError(`cannot make the switch of neutron: ${message}`, {
            code: 'DEVSTACK_ERR_UNSUPPORTED',
            suggestions: suggestion === undefined ? [] : [suggestion],
          }),
      ),
    );
  }

  async capture(): Promise<Before> {
    const mounts = (await this.#host.readText('/proc/self/mountinfo')) ?? '';
    return {
      module: await this.#exists(MODULE_DIRECTORY),
      namespaces: await this.#exists(NAMESPACES),
      namespacesMounted: isMounted(mounts, NAMESPACES),
      served: metadataNamespaces((await this.#host.list(NAMESPACES)) ?? []),
      iptablesLock: await this.#exists(IPTABLES_LOCK),
      uuidClock: await this.#exists(UUID_CLOCK),
    };
  }

  async apply(
    args: NetworkDevicesArgs,
    {previous}: {readonly previous?: Devices},
    {signal}: StepContext,
  ): Promise<null> {
    await this.check(args, previous);
    if (args.datapath === 'kernel') await this.#host.run(['modprobe', 'openvswitch'], {signal, privileged: PRIVILEGED});
    return null;
  }

  async revert({args, before}: Devices, {signal}: StepContext): Promise<readonly Kept[]> {
    const cleaner = new NamespaceCleaner(this.#host, signal);
    await cleaner.removeServed(before.served);
    await this.#removeLinks(args, signal);
    const kept = before.namespacesMounted ? [] : await cleaner.unmount(before.namespaces);
    if (!before.iptablesLock) await this.#host.remove(IPTABLES_LOCK);
    if (!before.uuidClock) await this.#host.remove(UUID_CLOCK);
    if (!before.module) await this.#unloadModule(signal);
    return kept;
  }

  async #lookAround(): Promise<Parameters<typeof switchProblems>[1]> {
    return {
      ...(await examineDatapath(this.#host)),
      hasTun: await this.#exists('/dev/net/tun'),
      links: readLinks((await this.#host.readText('/proc/net/dev')) ?? ''),
      routes: readRoutes((await this.#host.readText('/proc/net/route')) ?? ''),
      isSwitchRunning: await this.#isSwitchRunning(),
    };
  }

  /** Those of other network namespaces are no concern of ours. */
  async #isSwitchRunning(): Promise<boolean> {
    const own = (await this.#host.stat('/proc/self/ns/net'))?.target;
    for (const pid of ((await this.#host.list('/proc')) ?? []).filter((name) => /^\d+$/.test(name))) {
      const name = await this.#host.readText(`/proc/${pid}/comm`).catch(() => undefined);
      if (name?.trim() !== 'ovs-vswitchd') continue;
      if ((await this.#host.stat(`/proc/${pid}/ns/net`).catch(() => undefined))?.target === own) return true;
    }
    return false;
  }

  /** The switch takes its links away with its bridges, unless it was killed. */
  async #removeLinks(args: NetworkDevicesArgs, signal: AbortSignal): Promise<void> {
    const links = readLinks((await this.#host.readText('/proc/net/dev')) ?? '');
    const left = switchLinks(args).filter((name) => links.includes(name));
    if (left.length === 0) return;
    if (args.datapath === 'kernel')
      await this.#host.run(['ovs-dpctl', 'del-dp', 'ovs-system'], {signal, privileged: PRIVILEGED});
    else
      for (const name of left) await this.#host.run(['ip', 'link', 'delete', name], {signal, privileged: PRIVILEGED});
  }

  /** Only when nobody uses it. */
  async #unloadModule(signal: AbortSignal): Promise<void> {
    const users = await this.#host.readText(`${MODULE_DIRECTORY}/refcnt`);
    if (users?.trim() === '0')
      await this.#host.run(['modprobe', '-r', 'openvswitch'], {signal, privileged: PRIVILEGED});
  }

  async #exists(path: string): Promise<boolean> {
    return (await this.#host.stat(path)) !== undefined;
  }
}
