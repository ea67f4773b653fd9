import {setTimeout as sleep} from 'node:timers/promises';
import {DevstackError, type Host, type LogLine, type LogOptions} from '@devstack/sdk';
import {readJournalCommand, SYNCHRONIZE} from './journal-commands.ts';
import {cleanText, type JournalEntry, LineJoiner, parseEntry} from './journal-output.ts';
import {LineQueue} from './line-queue.ts';
import type {Scope} from './systemctl-commands.ts';

/** How long journald may take to read what a program printed before it ended, where it cannot be asked. */
const SETTLING_MS = 300;
const LATELY_MS = 5_000;

/** Reads what a service printed from the journal of the machine. */
export class JournalReader {
  readonly #host: Host;
  readonly #scope: Scope;
  readonly #service: string;
  readonly #unit: string;

  constructor(host: Host, scope: Scope, service: string, unit: string) {
    this.#host = host;
    this.#scope = scope;
    this.#service = service;
    this.#unit = unit;
  }

  /** The last words of a service are read by journald a moment after it has ended. */
  async settle(endedAtMs: number | undefined): Promise<void> {
    if (endedAtMs === undefined || Date.now() - endedAtMs > LATELY_MS) return;
    if ((await this.#host.facts()).uid === 0) await this.#host.run(SYNCHRONIZE);
    else await sleep(SETTLING_MS);
  }

  async *read(options: LogOptions): AsyncIterable<LogLine> {
    const queue = new LineQueue();
    const ended = this.#run(options, (line) => queue.push(line)).then(
      () => queue.end(),
      (error: unknown) => queue.fail(error),
    );
    const joiner = new LineJoiner();
    for await (const line of queue) {
      const entry = parseEntry(line);
      const complete = entry === undefined ? undefined : joiner.add(entry);
      if (complete !== undefined) yield this.#lineOf(complete);
    }
    await ended;
    const rest = joiner.rest();
    if (rest !== undefined) yield this.#lineOf(rest);
  }

  async #run(options: LogOptions, onLine: (line: string) => void): Promise<void> {
    const {signal} = options;
    const argv = readJournalCommand(this.#scope, this.#unit, options);
    try {
      const {stderr} = await this.#host.run(argv, {
        accept: [0, 1],
        onLine: (line, from) => from === 'stdout' && onLine(line),
        ...(signal === undefined ? {} : {signal}),
      });
      if (/permission|not seeing|No journal files/i.test(stderr)) throw unreadable(this.#service, stderr);
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  }

  #lineOf({atMs, text}: JournalEntry): LogLine {
    return {service: this.#service, atMs, text: cleanText(text)};
  }
}

function unreadable(service: string, reason: string): DevstackError {
  return new DevstackError(`cannot read the log of ${service}: ${reason.trim().split('\n')[0]}`, {
    code: 'DEVSTACK_ERR_PERMISSION',
    suggestions: [
      'run the same command with sudo',
      'or become a member of the group systemd-journal, and log in again',
    ],
    output: reason.trim().split('\n'),
  });
}
