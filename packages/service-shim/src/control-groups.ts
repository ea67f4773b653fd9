import {dirname, join} from 'node:path';
import type {Host, Ownership} from '@devstack/sdk';
import type {Launch} from './shim-commands.ts';

const OWN = /^devstack-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ABANDONED_MS = 60_000;
const MOUNT = /^(?:\S+ ){4}(\S+) .* - cgroup2 /m;

/** Goes on outside where a group cannot be made: in a container it is often read-only. */
const ENTER = 'mkdir "$0" && echo 0 >"$0/cgroup.procs" || rmdir "$0"; exec 2>&3 3>&- "$@"';

/**
 * A control group (version 2) for each start of a service, where root may make them. What is in one cannot get out, with whatever
 * session, parent and environment it gives itself.
 */
export class ControlGroups {
  readonly #host: Host;
  #mount: Promise<string | undefined> | undefined;
  #abandoned: Promise<readonly string[]> | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The launch of `id` as root runs it: inside a new group, under the account; undefined where there are no groups. */
  async enter({argv, env}: Launch, id: string, owner: Ownership | undefined): Promise<Launch | undefined> {
    const path = await this.#pathOf(id);
    if (path === undefined) return undefined;
    const account =
      owner === undefined ? [] : ['setpriv', '--reuid', owner.user, '--regid', owner.group, '--clear-groups', '--'];
    return {argv: ['sh', '-c', `exec 3>&2 2>/dev/null; ${ENTER}`, path, ...account, ...argv], env};
  }

  /** Pids of all that lives in the group. */
  async members(id: string): Promise<readonly number[]> {
    const path = await this.#pathOf(id);
    if (path === undefined || (await this.#host.stat(path)) === undefined) return [];
    const text = await this.#host.readText(join(path, 'cgroup.procs'));
    return (text ?? '').split('\n').filter(Boolean).map(Number);
  }

  /** The group of a service that has ended, and those that commands made which were killed before they had a use for them. */
  async remove(id: string): Promise<void> {
    const path = await this.#pathOf(id);
    if (path === undefined) return;
    this.#abandoned ??= this.#findAbandoned(dirname(path));
    const all = [path, ...(await this.#abandoned)];
    // The kernel refuses while something lives in it; it is then found there by the next stop, and an empty group costs nothing.
    await Promise.all(all.map((one) => this.#host.remove(one).catch(() => undefined)));
  }

  async #findAbandoned(mount: string): Promise<readonly string[]> {
    const names = ((await this.#host.list(mount)) ?? []).filter((name) => OWN.test(name));
    const infos = await Promise.all(names.map((name) => this.#host.stat(join(mount, name))));
    const isOld = (index: number): boolean => (infos[index]?.mtimeMs ?? Date.now()) < Date.now() - ABANDONED_MS;
    return names.filter((_, index) => isOld(index)).map((name) => join(mount, name));
  }

  async #pathOf(id: string): Promise<string | undefined> {
    this.#mount ??= this.#findMount();
    const mount = await this.#mount;
    return mount === undefined ? undefined : join(mount, `devstack-${id}`);
  }

  async #findMount(): Promise<string | undefined> {
    const {uid} = await this.#host.facts();
    if (uid !== 0 || (await this.#host.which('setpriv')) === undefined) return undefined;
    return MOUNT.exec((await this.#host.readText('/proc/self/mountinfo')) ?? '')?.[1];
  }
}
