import {DevstackError} from '@devstack/sdk';
import {plainText} from '../console-text.ts';
import type {Trial} from './trial.ts';

const SHOWN_LINES = 15;
/** Firmware prints at once. */
const SILENCE_MS = 60_000;
/** A loader may print nothing at all, or not on a serial console. */
const LOADER_MS = 30_000;
/** After the line in which firmware says where it boots from: a whole line of somebody else. */
const LOADER = /^Booting from [^\n]*\n\s*(?!Boot failed|No bootable|Booting from)\S[^\n]*\n/m;

interface Sign {
  readonly pattern: RegExp;
  readonly why: string;
  readonly suggestion: string;
}

/** What a guest prints that is not going to become what one waits for. */
const HOPELESS: readonly Sign[] = [
  {
    pattern: /^No bootable device/m,
    why: 'its image is not bootable',
    suggestion: 'one with a boot loader: devstack image build tiny && devstack image upload tiny tiny.qcow2',
  },
  {
    pattern: /Kernel panic/,
    why: 'its kernel panicked',
    suggestion: 'another image (devstack image upload NAME FILE), or a flavor with more memory',
  },
];

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
    return plainText(output);
  }

  /** @param what `user space`: completes `cannot bring the guest to ...` */
  async untilSaid(what: string, pattern: RegExp, timeoutMs: number): Promise<void> {
    await this.#until(what, timeoutMs, (text) => pattern.test(text));
  }

  /** Until firmware has found something on the disk that it can start; it is taken for that when nothing else was said for a while. */
  async untilLoaded(): Promise<void> {
    const end = Date.now() + LOADER_MS;
    await this.#until('boot from its disk', SILENCE_MS, (text) => LOADER.test(text) || Date.now() > end);
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

  async #until(what: string, timeoutMs: number, isReached: (text: string) => boolean): Promise<void> {
    const silentUntil = Date.now() + SILENCE_MS;
    await this.withLastLines(() =>
      this.#trial.until(() => this.read(), {
        what: `the guest to ${what}`,
        timeoutMs,
        isReached,
        isHopeless: (text) => signIn(text) !== undefined || (text === '' && Date.now() > silentUntil),
        describe: (text) => signIn(text)?.why ?? describe(text, timeoutMs),
        suggestions: (text) => [signIn(text)?.suggestion ?? 'devstack logs nova', 'devstack logs libvirt'],
      }),
    );
  }
}

function signIn(text: string): Sign | undefined {
  return HOPELESS.find(({pattern}) => pattern.test(text));
}

function describe(text: string, timeoutMs: number): string {
  return text === '' ? 'its console is empty' : `its console does not say so after ${timeoutMs / 1000} s`;
}
