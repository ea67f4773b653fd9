import {setTimeout as sleep} from 'node:timers/promises';
import type {FileInfo, Host, LogLine, LogOptions} from '@devstack/sdk';
import {countLinesCommand, readFromCommand, readLastCommand} from './log-commands.ts';
import {cleanLine, firstLines, splitLines, timeOfLine} from './log-text.ts';

const KEPT = [3, 2, 1];
const PAUSE_MS = 200;
/** To read so much is less work than to start a program. */
const SMALL_BYTES = 65_536;

/** Reads a log and the older parts that the shim put beside it: `api.log.3`, `api.log.2`, `api.log.1`, `api.log`. */
export class LogReader {
  readonly #host: Host;
  readonly #service: string;
  readonly #file: string;
  readonly #link: string | undefined;
  /** Number of the next line to be read from the log. */
  #next = 1;
  #size = 0;
  /** The time of the latest line that has one; further lines belong to it. */
  #atMs: number | undefined;

  /** @param link a file that the log may be a link to; whose directory it is could else link to what is not his */
  constructor(host: Host, service: string, file: string, link?: string) {
    this.#host = host;
    this.#link = link;
    this.#service = service;
    this.#file = file;
  }

  async *read({tail = Number.POSITIVE_INFINITY, sinceMs, follow, signal}: LogOptions): AsyncIterable<LogLine> {
    const lines = [];
    const isPart = follow !== true && tail !== Number.POSITIVE_INFINITY;
    for await (const line of isPart ? this.#readLast(tail) : this.#readAll(tail, follow !== true)) {
      if (sinceMs === undefined || (line.atMs ?? sinceMs) >= sinceMs) lines.push(line);
    }
    yield* tail === Number.POSITIVE_INFINITY ? lines : lines.slice(-tail);
    while (follow === true && signal?.aborted !== true) {
      await sleep(PAUSE_MS, undefined, signal === undefined ? {} : {signal}).catch(() => undefined);
      yield* this.#readNew();
    }
  }

  /** Of a log that grew for days no more is read than is asked for: who waits for a line of it asks often. */
  async *#readLast(count: number): AsyncIterable<LogLine> {
    const found: string[] = [];
    for (const file of (await this.#files()).toReversed()) {
      const missing = count - found.length;
      if (missing <= 0) break;
      const {lines, rest} = splitLines(await this.#lastText(file, missing));
      found.unshift(...(file === this.#file && rest !== '' ? [...lines, rest] : lines).slice(-missing));
    }
    for (const text of found) yield this.#lineOf(text);
  }

  async #lastText(file: string, count: number): Promise<string> {
    const {size} = (await this.#stat(file)) ?? {size: 0};
    if (size <= SMALL_BYTES) return (await this.#host.readText(file)) ?? '';
    return (await this.#host.run(readLastCommand(file, count))).stdout;
  }

  async *#readAll(tail: number, unfinished: boolean): AsyncIterable<LogLine> {
    const files = await this.#files();
    if (files[0] === undefined) return;
    const counted = await this.#host.run(countLinesCommand([files[0], ...files.slice(1)]));
    const counts = counted.stdout.split('\n').slice(0, files.length).map(Number.parseFloat);
    const first = firstLines(counts, tail);
    for (const [index, file] of files.entries()) {
      if (file === this.#file) this.#size = (await this.#stat(file))?.size ?? 0;
      yield* this.#readFrom(file, first[index]!, unfinished && file === this.#file);
    }
  }

  /** Lines since the last reading. A log that became smaller was copied to `.1` and emptied. */
  async *#readNew(): AsyncIterable<LogLine> {
    const size = (await this.#stat(this.#file))?.size ?? 0;
    if (size === this.#size) return;
    if (size < this.#size) {
      yield* this.#readFrom(`${this.#file}.1`, this.#next, true);
      this.#next = 1;
    }
    this.#size = size;
    yield* this.#readFrom(this.#file, this.#next, false);
  }

  async *#readFrom(file: string, line: number, unfinished: boolean): AsyncIterable<LogLine> {
    if ((await this.#stat(file)) === undefined) return;
    const {lines, rest} = splitLines((await this.#host.run(readFromCommand(file, line))).stdout);
    if (file === this.#file) this.#next = line + lines.length;
    for (const text of unfinished && rest !== '' ? [...lines, rest] : lines) yield this.#lineOf(text);
  }

  #lineOf(raw: string): LogLine {
    const text = cleanLine(raw);
    this.#atMs = timeOfLine(text) ?? this.#atMs;
    return {service: this.#service, text, ...(this.#atMs === undefined ? {} : {atMs: this.#atMs})};
  }

  async #stat(path: string): Promise<FileInfo | undefined> {
    const found = await this.#host.stat(path);
    return found?.target !== undefined && found.target === this.#link ? this.#host.stat(found.target) : found;
  }

  async #files(): Promise<string[]> {
    const candidates = [...KEPT.map((number) => `${this.#file}.${number}`), this.#file];
    const infos = await Promise.all(candidates.map((file) => this.#stat(file)));
    return candidates.filter((_, index) => infos[index]?.type === 'file');
  }
}
