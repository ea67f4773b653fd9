import {DevstackError, type Host, messageOf} from '@devstack/sdk';

/**
 * Upstart writes what a job prints to a file of its own, and follows no link there. While a job exists, the service's log is a link to
 * that file; afterwards it is the file.
 */
export class JobLog {
  readonly #host: Host;
  readonly #logFile: string;
  readonly #target: string;

  constructor(host: Host, logFile: string, target: string) {
    this.#host = host;
    this.#logFile = logFile;
    this.#target = target;
  }

  /** Before the job starts. What the log has already comes first. */
  async link(): Promise<void> {
    const found = await this.#host.stat(this.#logFile);
    if (found?.target === this.#target) return;
    if (found?.type === 'file') {
      const isFree = (await this.#host.stat(this.#target)) === undefined;
      await this.#move(this.#logFile, isFree ? this.#target : `${this.#logFile}.1`);
    } else {
      await this.#host.remove(this.#logFile);
    }
    await this.#makeLink();
  }

  /** When the job is gone for good. */
  async settle(): Promise<void> {
    if ((await this.#host.stat(this.#logFile))?.target !== this.#target) return;
    if ((await this.#host.stat(this.#target)) === undefined) await this.#host.remove(this.#logFile);
    else await this.#move(this.#target, this.#logFile);
  }

  /** Where it can be read now; undefined when there is none. */
  async path(): Promise<string | undefined> {
    const found = await this.#host.stat(this.#logFile);
    if (found === undefined) return undefined;
    return found.target === this.#target ? this.#target : this.#logFile;
  }

  /** The two may lie on different file systems, which only `mv` bridges. Another start may have been quicker. */
  async #move(from: string, to: string): Promise<void> {
    try {
      await this.#host.rename(from, to);
    } catch {
      if ((await this.#host.stat(from)) !== undefined) await this.#host.run(['mv', '-f', '-T', '--', from, to]);
    }
  }

  /** Another start may have been quicker. */
  async #makeLink(): Promise<void> {
    try {
      await this.#host.makeSymlink(this.#target, this.#logFile);
    } catch (error) {
      if ((await this.#host.stat(this.#logFile))?.target === this.#target) return;
      throw new DevstackError(`cannot link ${this.#logFile} to ${this.#target}: ${messageOf(error)}`, {
        code: 'DEVSTACK_ERR_RUNNER',
        cause: error,
      });
    }
  }
}
