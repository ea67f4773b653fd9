import type {Host, Kept} from '@devstack/sdk';
import {metadataLink, metadataNamespaces} from './ovn-agent.ts';
import {isMounted, readLinks} from './switch-output.ts';

/** Where ip(8) has a file for each namespace. */
export const NAMESPACES = '/run/netns';
export const PRIVILEGED = 'links, namespaces and mounts are removed by root only';

/** Takes away the namespaces that neutron's agent made. It leaves them when it ends, with a proxy running in each. */
export class NamespaceCleaner {
  readonly #host: Host;
  readonly #signal: AbortSignal;

  constructor(host: Host, signal: AbortSignal) {
    this.#host = host;
    this.#signal = signal;
  }

  /**
   * The agent's own notes do not tell which they are: it makes a namespace before its note, and takes the note away first.
   * @param before those that were there before the agent
   */
  async removeServed(before: readonly string[]): Promise<void> {
    const names = metadataNamespaces((await this.#host.list(NAMESPACES)) ?? []);
    for (const name of names.filter((one) => !before.includes(one))) {
      await this.#endProxies(name);
      await this.#removeLink(metadataLink(name));
    }
  }

  /** @returns what keeps the directory */
  async unmount(existed: boolean): Promise<readonly Kept[]> {
    const names = (await this.#host.list(NAMESPACES)) ?? [];
    if (names.length > 0) return [{what: NAMESPACES, why: `it holds namespaces of others: ${names.join(', ')}`}];
    const mounts = (await this.#host.readText('/proc/self/mountinfo')) ?? '';
    if (isMounted(mounts, NAMESPACES)) await this.#run(['umount', NAMESPACES]);
    if (!existed) await this.#host.remove(NAMESPACES);
    return [];
  }

  async #endProxies(namespace: string): Promise<void> {
    const {stdout} = await this.#run(['ip', 'netns', 'pids', namespace]);
    const pids = stdout.split('\n').filter(Boolean);
    if (pids.length > 0) await this.#run(['kill', '-KILL', ...pids], [0, 1]);
    await this.#run(['ip', 'netns', 'delete', namespace]);
  }

  async #removeLink(name: string): Promise<void> {
    const links = readLinks((await this.#host.readText('/proc/net/dev')) ?? '');
    if (links.includes(name)) await this.#run(['ip', 'link', 'delete', name], [0, 1]);
  }

  #run(argv: readonly [string, ...string[]], accept: readonly number[] = [0]) {
    return this.#host.run(argv, {signal: this.#signal, accept, privileged: PRIVILEGED});
  }
}
