import {join} from 'node:path/posix';
import {setTimeout as sleep} from 'node:timers/promises';
import {
  type Applied,
  DevstackError,
  type Host,
  type Kept,
  type Probe,
  type Step,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {isGone, isGuest, signalCommand} from './guest-commands.ts';

export interface GuestsArgs {
  /** Where libvirtd notes the pids of guests. */
  readonly pids: string;
}

type Previous = Applied<GuestsArgs, null, null>;

/** Control groups that `qemu-system-x86_64` makes for guests, where there are any. */
const GUEST_GROUPS = ['/sys/fs/cgroup/systemd/devstack-guests', '/sys/fs/cgroup/devstack-guests'];
const GRACE_MS = 5_000;
const KILL_MS = 10_000;
const PAUSE_MS = 50;

/**
 * Guests outlive libvirtd, which finds them again. So that none outlives the cloud, those that are left after libvirtd has stopped are ended:
 * QEMU writes back what it holds of disks when it is asked to go. libvirtd may have been killed, so it is not asked.
 */
export class GuestsStep implements StepHandler<GuestsArgs, null, null> {
  static readonly inject = [T.host] as const;

  readonly lifetime = 'running';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe(_step: Step<GuestsArgs>): StepDescription {
    return {title: 'guests'};
  }

  async probe(_args: GuestsArgs, previous: Previous | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(): Promise<null> {
    return null;
  }

  async revert({args}: Previous): Promise<readonly Kept[]> {
    const pids = await this.#guests(args);
    await Promise.all(pids.map((pid) => this.#end(pid)));
    // Refused as long as guests of another installation are in it.
    await Promise.all(GUEST_GROUPS.map((group) => this.#host.remove(group).catch(() => undefined)));
    return [];
  }

  async #guests({pids}: GuestsArgs): Promise<readonly number[]> {
    const files = ((await this.#host.list(pids)) ?? []).filter((file) => file.endsWith('.pid'));
    const found = await Promise.all(files.map(async (file) => Number(await this.#host.readText(join(pids, file)))));
    const running = await Promise.all(
      found.map(async (pid) => pid > 1 && isGuest(await this.#host.readText(`/proc/${pid}/cmdline`))),
    );
    return found.filter((_, index) => running[index]);
  }

  async #end(pid: number): Promise<void> {
    await this.#signal(pid, 'TERM');
    if (await this.#isGoneWithin(pid, GRACE_MS)) return;
    await this.#signal(pid, 'KILL');
    if (await this.#isGoneWithin(pid, KILL_MS)) return;
    throw new DevstackError(
      `cannot end the guest with pid ${pid}: it is still there ${KILL_MS / 1000} s after SIGKILL`,
      {
        code: 'DEVSTACK_ERR_SERVICE_STOP',
        suggestions: [`look at what it waits for: cat /proc/${pid}/stack`],
      },
    );
  }

  /** It may have ended meanwhile. */
  async #signal(pid: number, signal: 'TERM' | 'KILL'): Promise<void> {
    await this.#host.run(signalCommand(pid, signal), {accept: [0, 1]});
  }

  async #isGoneWithin(pid: number, timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      if (isGone(await this.#host.readText(`/proc/${pid}/stat`))) return true;
      if (Date.now() > deadline) return false;
      await sleep(PAUSE_MS);
    }
  }
}
