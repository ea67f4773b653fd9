import {join} from 'node:path';
import {DevstackError, type Host, type RunResult} from '@devstack/sdk';
import {killCommand, processesCommand, type Scope, showCommand, systemctl} from './systemctl-commands.ts';
import {type Properties, parseShow, parseVariableNames, parseVersion} from './systemctl-output.ts';

const NO_SUCH_UNIT = 5;
const UNIFIED = '/sys/fs/cgroup/cgroup.controllers';

/** One of the managers of services that systemd runs: that of the machine, or that of the user. */
export class Manager {
  readonly scope: Scope;
  readonly #host: Host;
  #asked: {readonly units: Set<string>; readonly answer: Promise<ReadonlyMap<string, Properties>>} | undefined;
  #reloading: Promise<void> = Promise.resolve();
  #nextReload: Promise<void> | undefined;
  #version: Promise<number> | undefined;

  constructor(host: Host, scope: Scope) {
    this.#host = host;
    this.scope = scope;
  }

  /** Questions of the same moment are asked together: `systemctl` takes longer to start than to answer. */
  async show(unit: string): Promise<Properties> {
    const batch = this.#asked ?? this.#ask();
    batch.units.add(unit);
    return (await batch.answer).get(unit) ?? {};
  }

  #ask() {
    const units = new Set<string>();
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      this.#asked = undefined;
      const {stdout} = await this.run(showCommand(this.scope, [...units]));
      const shown = parseShow(stdout);
      return new Map([...units].map((unit, index) => [unit, shown[index] ?? {}]));
    });
    this.#asked = {units, answer};
    return this.#asked;
  }

  /** @returns what went wrong, if it did */
  async start(unit: string): Promise<string | undefined> {
    const {code, stderr} = await this.run(systemctl(this.scope, 'start', '--', unit), [0, 1, NO_SUCH_UNIT]);
    return code === 0 ? undefined : stderr.trim();
  }

  /** @returns what went wrong, if it did; a unit that is not there is stopped */
  async stop(...units: readonly string[]): Promise<string | undefined> {
    const {code, stderr} = await this.run(systemctl(this.scope, 'stop', '--', ...units), [0, 1, NO_SUCH_UNIT]);
    return code === 1 ? stderr.trim() : undefined;
  }

  /** Makes systemd forget that a unit failed, and how often. */
  async forget(unit: string): Promise<void> {
    await this.run(systemctl(this.scope, 'reset-failed', '--', unit), [0, 1, NO_SUCH_UNIT]);
  }

  async kill(unit: string): Promise<void> {
    await this.run(killCommand(this.scope, unit), [0, 1, NO_SUCH_UNIT]);
  }

  /** A reading that was asked for while one goes on comes after it, and serves all who asked. */
  reload(): Promise<void> {
    this.#nextReload ??= this.#reloading.then(() => {
      const reading = this.run(systemctl(this.scope, 'daemon-reload')).then(() => undefined);
      this.#nextReload = undefined;
      this.#reloading = reading.catch(() => undefined);
      return reading;
    });
    return this.#nextReload;
  }

  version(): Promise<number> {
    this.#version ??= this.#host.run(['systemctl', '--version']).then(({stdout}) => parseVersion(stdout));
    return this.#version;
  }

  async variableNames(): Promise<string[]> {
    return parseVariableNames((await this.run(systemctl(this.scope, 'show-environment'))).stdout);
  }

  /** Pids of all processes in a control group, as `systemctl show` names it. */
  async processes(group: string | undefined): Promise<number[]> {
    if (group === undefined || group === '') return [];
    const unified = (await this.#host.stat(UNIFIED)) !== undefined;
    const directory = join(unified ? '/sys/fs/cgroup' : '/sys/fs/cgroup/systemd', group);
    if ((await this.#host.stat(directory)) === undefined) return [];
    const {stdout} = await this.#host.run(processesCommand(directory), {accept: [0, 1]});
    return stdout.split('\n').filter(Boolean).map(Number);
  }

  /** Where unit files of this manager live. */
  async directory(): Promise<string> {
    return this.scope === 'system'
      ? '/etc/systemd/system'
      : join((await this.#host.facts()).home, '.config/systemd/user');
  }

  async run(argv: Parameters<Host['run']>[0], accept: readonly number[] = [0]): Promise<RunResult> {
    try {
      return await this.#host.run(argv, {env: await this.variables(), accept});
    } catch (cause) {
      if (this.scope === 'user' || (await this.#host.facts()).uid === 0 || !isRefusal(cause)) throw cause;
      throw new DevstackError(`cannot run ${argv.join(' ')}: these services belong to root`, {
        code: 'DEVSTACK_ERR_PERMISSION',
        suggestions: ['run the same command with sudo'],
        cause,
      });
    }
  }

  /** How the user's own manager is reached. */
  async variables(): Promise<Record<string, string>> {
    return this.scope === 'system' ? {} : {XDG_RUNTIME_DIR: runtimeDirectory((await this.#host.facts()).uid)};
  }
}

export function runtimeDirectory(uid: number): string {
  return `/run/user/${uid}`;
}

function isRefusal(error: unknown): boolean {
  return DevstackError.is(error) && error.output.some((line) => /access denied|authentication/i.test(line));
}
