import {DevstackError} from '@devstack/sdk';
import type {Trial} from './trial.ts';

const SHOWN_LINES = 15;

/** What a guest has printed on its serial console. */
export class GuestConsole {
  readonly #trial: Trial;
  readonly #server: string;

  constructor(trial: Trial, server: string) {
    this.#trial = trial;
    this.#server = server;
  }

  async read(): Promise<string> {
    const {output} = await this.#trial.tell<{output: string | null}>(
      'compute',
      'POST',
      `/servers/${this.#server}/action`,
      {'os-getConsoleOutput': {}},
    );
    return output ?? '';
  }

  /** @param what `user space`: completes `cannot bring the guest to ...` */
  async untilSaid(what: string, pattern: RegExp, timeoutMs: number): Promise<void> {
    await this.withLastLines(() =>
      this.#trial.until(() => this.read(), {
        what: `the guest to ${what}`,
        timeoutMs,
        isReached: (text) => pattern.test(text),
        describe: (text) =>
          text === '' ? 'its console is empty' : `its console does not say so after ${timeoutMs / 1000} s`,
        suggestions: ['devstack console devstack-verify', 'devstack logs nova', 'devstack logs libvirt'],
      }),
    );
  }

  /** The reason why a guest does not do what it should stands on its console. */
  async withLastLines<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const text = await this.read().catch(() => '');
      const output = text.split(/\r?\n/).filter(Boolean).slice(-SHOWN_LINES);
      if (!DevstackError.is(error) || error.output.length > 0 || output.length === 0) throw error;
      const {code, suggestions, cause} = error;
      throw new DevstackError(error.message, {
        code,
        suggestions,
        cause,
        output: output.map((line) => `console: ${line}`),
      });
    }
  }
}
