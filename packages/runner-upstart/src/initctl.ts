import {setTimeout as sleep} from 'node:timers/promises';
import type {Argv, Host, RunResult} from '@devstack/sdk';
import {reloadCommand, startCommand, statusCommand, stopCommand, versionCommand} from './initctl-commands.ts';
import {type JobState, parseJobState, parseVersion, reasonOf} from './initctl-output.ts';

const PAUSE_MS = 20;

/** Talks to upstart. Exit status 1 is an answer here: the same one for what is wrong and for what is so already. */
export class Initctl {
  readonly #host: Host;
  readonly #program: string;

  constructor(host: Host, program: string) {
    this.#host = host;
    this.#program = program;
  }

  async version(): Promise<readonly [number, number] | undefined> {
    return parseVersion((await this.#run(versionCommand(this.#program))).stdout);
  }

  /** @returns why it was not started; undefined when it was, or runs already */
  async start(job: string): Promise<string | undefined> {
    const {code, stderr} = await this.#run(startCommand(this.#program, job));
    return code === 0 || /already running/.test(stderr) ? undefined : reasonOf(stderr);
  }

  /** Does not wait. A job that does not run, or that upstart does not know, is stopped. */
  async stop(job: string, seconds: number): Promise<void> {
    await this.#run(stopCommand(this.#program, job, seconds));
  }

  async state(job: string): Promise<JobState | undefined> {
    return parseJobState((await this.#run(statusCommand(this.#program, job))).stdout);
  }

  /** Until upstart is done with a job that was stopped; it may take its time to see that the last process is gone. */
  async untilWaiting(job: string, timeoutMs: number): Promise<boolean> {
    const begun = Date.now();
    for (;;) {
      const state = await this.state(job);
      if (state === undefined || state.state === 'waiting') return true;
      if (Date.now() - begun > timeoutMs) return false;
      await sleep(PAUSE_MS);
    }
  }

  async reload(): Promise<void> {
    await this.#run(reloadCommand(this.#program));
  }

  /** Where the program is gone, what it started is still to be seen and ended. */
  async #run(argv: Argv): Promise<RunResult> {
    try {
      return await this.#host.run(argv, {accept: [0, 1]});
    } catch (error) {
      if ((await this.#host.stat(this.#program)) !== undefined) throw error;
      return {code: 1, stdout: '', stderr: `there is no ${this.#program}`};
    }
  }
}
