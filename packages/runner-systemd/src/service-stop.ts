import {setTimeout as sleep} from 'node:timers/promises';
import {DevstackError, type StopPolicy} from '@devstack/sdk';
import type {Manager} from './manager.ts';
import {isActive} from './service-status.ts';
import {readStopPolicy, withStopPolicy} from './unit-conf.ts';
import type {UnitFiles} from './unit-files.ts';
import {sharedNames, stemOf, type UnitNames} from './unit-names.ts';

const KILL_WAIT_MS = 10_000;
const PAUSE_MS = 20;

/** Ends everything that belongs to a service, and takes its files away. */
export class ServiceStop {
  readonly #manager: Manager;
  readonly #files: UnitFiles;
  readonly #id: string;
  readonly #names: UnitNames;

  constructor(manager: Manager, files: UnitFiles, id: string, names: UnitNames) {
    this.#manager = manager;
    this.#files = files;
    this.#id = id;
    this.#names = names;
  }

  async run(policy: StopPolicy): Promise<void> {
    const {service, memory} = this.#names;
    const unit = await this.#manager.show(service);
    const hasFiles = await this.#files.exists(this.#names);
    if (unit.LoadState !== 'loaded' && !hasFiles) return;
    if (isActive(unit)) await this.#end(policy, unit.ControlGroup);
    await this.#manager.stop(memory, service);
    await this.#manager.forget(service);
    const isLast = await this.#files.remove(this.#names);
    if (isLast) await this.#forgetInstallation();
  }

  async #end(policy: StopPolicy, group: string | undefined): Promise<void> {
    const timer = await this.#limit(policy);
    const problem = await this.#manager.stop(this.#names.memory, this.#names.service);
    clearTimeout(timer);
    if (problem !== undefined && isActive(await this.#manager.show(this.#names.service))) throw this.#error(problem);
    await this.#untilNothingIsLeft(group);
  }

  /** A shorter time than the unit's is kept here; a longer one, or another signal, systemd must read first. */
  async #limit(policy: StopPolicy): Promise<NodeJS.Timeout | undefined> {
    const text = await this.#files.read(this.#names);
    const own = readStopPolicy(text ?? '');
    if (text === undefined || (own.signal === policy.signal && own.graceMs >= policy.graceMs)) {
      return setTimeout(() => void this.#kill(), policy.graceMs);
    }
    await this.#files.rewrite(this.#names, withStopPolicy(text, policy));
    await this.#manager.reload();
    return undefined;
  }

  async #kill(): Promise<void> {
    await this.#manager.kill(this.#names.service);
  }

  /** systemd gives up soon after SIGKILL; the kernel may take longer. */
  async #untilNothingIsLeft(group: string | undefined): Promise<void> {
    const begun = performance.now();
    for (;;) {
      const pids = await this.#manager.processes(group);
      if (pids.length === 0) return;
      if (performance.now() - begun > KILL_WAIT_MS) throw this.#error(`SIGKILL did not end ${pids.join(', ')}`, pids);
      await this.#kill();
      await sleep(PAUSE_MS);
    }
  }

  /** After a boot the target is loaded, and stays so until systemd looks for its file. */
  async #forgetInstallation(): Promise<void> {
    const {target, slice} = sharedNames(stemOf(this.#names));
    await this.#manager.stop(target, slice);
    if ((await this.#manager.show(target)).LoadState === 'loaded') await this.#manager.reload();
  }

  #error(reason: string, pids: readonly number[] = []): DevstackError {
    return new DevstackError(`cannot stop ${this.#id}: ${reason}`, {
      code: 'DEVSTACK_ERR_SERVICE_STOP',
      suggestions: [
        `see what systemd says: systemctl --${this.#manager.scope} status ${this.#names.service}`,
        ...(pids.length === 0 ? [] : [`see what it waits for: ps -o pid,stat,wchan,user,args -p ${pids.join(',')}`]),
      ],
    });
  }
}
