import {randomUUID} from 'node:crypto';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {DevstackError, type Host} from '@devstack/sdk';
import {toNumber} from '../host/ip-network.ts';
import {parseOwnAddresses, parseRoutes} from '../host/network-tables.ts';
import {
  forbidForwarding,
  forwardingFile,
  insideBatch,
  insideIp,
  killCommand,
  outsideBatch,
  removeLink,
  startCommand,
} from './namespace-commands.ts';
import type {NamespacePlan} from './namespace-plan.ts';
import {type Living, readLiving} from './namespace-record.ts';

const REASON = 'namespaces are made and removed by root';
const END_MS = 10_000;
const PAUSE_MS = 5;
const SECOND_TRY_MS = 200;

/** The namespaces of one cloud: what is on the machine of them, and how they come and go. */
export class Namespace {
  readonly #machine: Host;
  readonly #directory: string;
  readonly plan: NamespacePlan;

  /** @param directory for what is known of it, readable by root only */
  constructor(machine: Host, directory: string, plan: NamespacePlan) {
    this.#machine = machine;
    this.#directory = directory;
    this.plan = plan;
  }

  living(): Living | undefined {
    return readLiving(this.#record);
  }

  /** Alive, and both ends of its link have addresses and routes. */
  async isWhole(): Promise<boolean> {
    const living = this.living();
    return living?.isReady === true && (await this.#isConnected(living));
  }

  /** Makes what is missing of it. */
  async ensure(): Promise<Living> {
    const found = this.living();
    const living = found?.isReady === true ? found : await this.#start();
    if (!(await this.#isConnected(living))) await this.#connect(living);
    return living;
  }

  /** Ends all that is in it at once. Programs that want to be asked were asked before. */
  async end(): Promise<void> {
    await this.#untilStarted();
    await this.#removeLink();
    const living = this.living();
    if (living !== undefined) {
      await this.#machine.run(killCommand(living.pid), {privileged: REASON, accept: [0, 1]});
      await this.#untilGone();
    }
    await this.#machine.remove(this.#directory, {recursive: true});
  }

  get #record(): string {
    return path.join(this.#directory, 'record');
  }

  async #start(): Promise<Living> {
    const {user, group} = await this.#machine.facts();
    const owner = {user, group};
    await this.#machine.makeDirectory(this.#directory, {mode: 0o700, owner});
    const hosts = await this.#writeHosts();
    const command = startCommand(this.#directory, this.#record, randomUUID(), hosts);
    await this.#machine.run(command, {privileged: REASON});
    const living = this.living();
    if (living !== undefined) return living;
    throw new DevstackError('cannot make the namespaces of the cloud: their first process ended at once', {
      code: 'DEVSTACK_ERR_COMMAND',
      suggestions: ['without namespaces: --set default.isolation=none'],
    });
  }

  /** The machine's name must resolve inside, where no server can be asked for it. */
  async #writeHosts(): Promise<string> {
    const {hostname} = await this.#machine.facts();
    const text = (await this.#machine.readText('/etc/hosts')) ?? '';
    if (namesIn(text).has(hostname)) return '';
    const file = path.join(this.#directory, 'hosts');
    await this.#machine.writeFile(file, `${text.trimEnd()}\n127.0.1.1 ${hostname}\n`, {mode: 0o644});
    return file;
  }

  async #isConnected({pid}: Living): Promise<boolean> {
    const [trie, inside] = await Promise.all([
      this.#machine.readText('/proc/net/fib_trie'),
      this.#machine.readText(`/proc/${pid}/net/route`),
    ]);
    const hasDefault = parseRoutes(inside ?? '').some(
      ({length, gateway}) => length === 0 && gateway === toNumber(this.plan.outside),
    );
    return hasDefault && parseOwnAddresses(trie ?? '').includes(this.plan.outside);
  }

  /** A program of a run that was killed may be at it still, for a moment. */
  async #connect(living: Living): Promise<void> {
    try {
      await this.#joinLinks(living);
    } catch {
      await sleep(SECOND_TRY_MS);
      await this.#joinLinks(living);
    }
  }

  async #joinLinks({pid}: Living): Promise<void> {
    await this.#removeLink();
    const asRoot = {privileged: REASON};
    await this.#machine.run(['ip', '-batch', '-'], {...asRoot, input: outsideBatch(this.plan, pid)});
    await this.#forbidForwarding();
    await this.#machine.run(insideIp(pid), {...asRoot, input: insideBatch(this.plan)});
  }

  async #forbidForwarding(): Promise<void> {
    const now = await this.#machine.readText(forwardingFile(this.plan.link));
    if (now?.trim() !== '0') await this.#machine.run(forbidForwarding(this.plan), {privileged: REASON});
  }

  async #removeLink(): Promise<void> {
    if ((await this.#machine.stat(`/sys/class/net/${this.plan.link}`)) === undefined) return;
    await this.#machine.run(removeLink(this.plan), {privileged: REASON, accept: [0, 1]});
  }

  /** A run that was killed may have begun to make them, and that goes on. */
  async #untilStarted(): Promise<void> {
    const lock = path.join(this.#directory, 'lock');
    if ((await this.#machine.stat(lock)) !== undefined) await this.#machine.run(['flock', '-w', '30', lock, 'true']);
  }

  async #untilGone(): Promise<void> {
    for (const until = Date.now() + END_MS; this.living() !== undefined; await sleep(PAUSE_MS)) {
      if (Date.now() < until) continue;
      throw new DevstackError(`cannot end the namespaces of the cloud: SIGKILL did not end pid ${this.living()?.pid}`, {
        code: 'DEVSTACK_ERR_SERVICE_STOP',
      });
    }
  }
}

function namesIn(hosts: string): ReadonlySet<string> {
  return new Set(hosts.split('\n').flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1)));
}
