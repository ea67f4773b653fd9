import {join} from 'node:path/posix';
import type {Host, Kept} from '@devstack/sdk';
import {metadataLink, metadataNamespace, servedNetworks} from './ovn-agent.ts';
import {isMounted, readLinks} from './switch-output.ts';

export const PRIVILEGED = 'links, namespaces and mounts are removed by root only';

/** Takes away the namespaces that neutron's agent made. It leaves them when it ends, with a proxy running in each. */
export class NamespaceCleaner {
  readonly #host: Host;
  readonly #signal: AbortSignal;

  constructor(host: Host, signal: AbortSignal) {
    this.#host = host;
    this.#signal = signal;
  }

  /** @param agentState its directory, in which it notes what it serves: other namespaces are somebody else's */
  async removeOf(agentState: string): Promise<void> {
    const names = (await this.#host.list(join(agentState, 'ovn-metadata-proxy'))) ?? [];
    const there = (await this.#host.list('/run/netns')) ?? [];
    for (const network of servedNetworks(names)) {
      await this.#endProxies(metadataNamespace(network), there);
      await this.#removeLink(metadataLink(network));
    }
  }

  /** @returns what keeps the directory */
  async unmount(directory: string, existed: boolean): Promise<readonly Kept[]> {
    const names = (await this.#host.list(directory)) ?? [];
    if (names.length > 0) return [{what: directory, why: `it holds namespaces of others: ${names.join(', ')}`}];
    const mounts = (await this.#host.readText('/proc/self/mountinfo')) ?? '';
    if (isMounted(mounts, directory)) await this.#run(['umount', directory]);
    if (!existed) await this.#host.remove(directory);
    return [];
  }

  async #endProxies(namespace: string, there: readonly string[]): Promise<void> {
    if (!there.includes(namespace)) return;
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
