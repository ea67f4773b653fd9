import {randomUUID} from 'node:crypto';
import {basename, dirname, join} from 'node:path';
import type {Host} from '@devstack/sdk';

/**
 * Upstart writes what a job prints to a file of its own, and follows no link there. While a job exists, the service's log is a link to
 * that file; afterwards it is the file. Who reads it meanwhile finds it at any moment, and always the same.
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
    if (found?.type === 'file') await this.#share();
    const link = `${this.#logFile}.${randomUUID()}`;
    await this.#host.makeSymlink(this.#target, link);
    await this.#host.rename(link, this.#logFile);
  }

  /** When the job is gone for good. */
  async settle(): Promise<void> {
    if ((await this.#host.stat(this.#logFile))?.target !== this.#target) return;
    if ((await this.#host.stat(this.#target)) === undefined) return this.#host.remove(this.#logFile);
    await this.#move(this.#target, this.#logFile);
    // Upstart comes with rules for logrotate.
    const prefix = `${basename(this.#target)}.`;
    const names = (await this.#host.list(dirname(this.#target))) ?? [];
    for (const name of names.filter((one) => one.startsWith(prefix))) {
      await this.#move(join(dirname(this.#target), name), `${this.#logFile}.${name.slice(prefix.length)}`);
    }
  }

  /** Where upstart has a file already, it has all of it: another start was quicker, or a stop was ended before it removed its copy. */
  async #share(): Promise<void> {
    const [from, to] = [this.#logFile, this.#target];
    if ((await this.#host.stat(to)) !== undefined) return;
    if (await this.#name(from, to)) return;
    const copy = `${to}.${randomUUID()}`;
    await this.#host.run(['cp', '-p', '-T', '--', from, copy]);
    await this.#name(copy, to);
    await this.#host.remove(copy);
  }

  /** @returns false when the name is taken, or on another file system */
  async #name(file: string, name: string): Promise<boolean> {
    return (await this.#host.run(['ln', '-T', '--', file, name], {accept: [0, 1]})).code === 0;
  }

  /** The two may lie on different file systems. */
  async #move(from: string, to: string): Promise<void> {
    try {
      await this.#host.rename(from, to);
    } catch {
      const copy = `${to}.${randomUUID()}`;
      await this.#host.run(['cp', '-p', '-T', '--', from, copy]);
      await this.#host.rename(copy, to);
      await this.#host.remove(from);
    }
  }
}
