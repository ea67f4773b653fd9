import {setTimeout as sleep} from 'node:timers/promises';
import type {Applied, Argv, Host, Kept, Probe, Step, StepDescription, StepHandler, UserArgs} from '@devstack/sdk';

interface Before {
  readonly [key: string]: boolean | readonly string[];
  readonly existed: boolean;
  /** Names of lock files that others have or left. */
  readonly locks: readonly string[];
}

const REASON = 'services run under a system account of their own';
const TRIES = 50;
const PAUSE_MS = 200;
/** useradd(8) and userdel(8): the user exists already, does not exist, is logged in or runs something. */
const EXISTS = 9;
const NO_SUCH_USER = 6;
const BUSY = 8;
/** Each of these programs makes a file with the number of its process to lock another; one that is killed leaves it. */
const LOCK = /^(passwd|group|shadow|gshadow|subuid|subgid)\.(?<pid>\d+)$/;

/** A system account, made when root installs. */
export class UserStep implements StepHandler<UserArgs, Before, null> {
  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  readonly merge = {
    key: (args: UserArgs): string => args.name,
    combine: (all: readonly UserArgs[]): UserArgs => all[0]!,
  };

  describe({args}: Step<UserArgs>): StepDescription {
    return {title: `user ${args.name}`, details: [args.comment], privileged: REASON};
  }

  resources(): readonly string[] {
    return ['accounts'];
  }

  async probe(args: UserArgs): Promise<Probe> {
    return (await this.#exists(args.name)) ? 'present' : 'absent';
  }

  async capture(args: UserArgs): Promise<Before> {
    return {existed: await this.#exists(args.name), locks: await this.#locks()};
  }

  async apply(args: UserArgs): Promise<null> {
    await this.#host.run(userAddCommand(args), {privileged: REASON, accept: [0, EXISTS]});
    return null;
  }

  async revert({args, before}: Applied<UserArgs, Before, null>): Promise<readonly Kept[]> {
    if (before.existed) return [];
    const kept = await this.#removeAccount(args.name);
    for (const lock of await this.#locks()) if (!before.locks.includes(lock)) await this.#removeStale(lock);
    return kept;
  }

  async #removeAccount(name: string): Promise<readonly Kept[]> {
    // A process that has ended counts as the user's until its parent has reaped it, which PID 1 may do late.
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const {code} = await this.#host.run(['userdel', name], {
        privileged: REASON,
        accept: [0, NO_SUCH_USER, BUSY],
      });
      if (code !== BUSY) return [];
      await sleep(PAUSE_MS);
    }
    return [{what: `user ${name}`, why: 'programs still run under it'}];
  }

  async #locks(): Promise<readonly string[]> {
    return ((await this.#host.list('/etc')) ?? []).filter((name) => LOCK.test(name));
  }

  async #removeStale(lock: string): Promise<void> {
    const pid = LOCK.exec(lock)?.groups?.pid;
    if ((await this.#host.stat(`/proc/${pid}`)) === undefined) await this.#host.remove(`/etc/${lock}`);
  }

  async #exists(name: string): Promise<boolean> {
    const passwd = (await this.#host.readText('/etc/passwd')) ?? '';
    return passwd.split('\n').some((line) => line.startsWith(`${name}:`));
  }
}

function userAddCommand({name, home, comment}: UserArgs): Argv {
  return [
    'useradd',
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    home,
    '--shell',
    '/usr/sbin/nologin',
    '--comment',
    comment,
    name,
  ];
}
