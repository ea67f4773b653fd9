import {setTimeout as sleep} from 'node:timers/promises';
import type {LogLine} from '@devstack/sdk';
import type {TimedLine} from '../reports.ts';

const QUIET_MS = 120;
const LONGEST_WAIT_MS = 1000;

/**
 * Lines of services that go on, as they arrive. What arrives together is put in order: after a moment of quiet, or a second at most, the
 * lines so far are given out. A line without a time has that of its arrival.
 * @param options.tail how many of the first batch, which is what was there already, are given out
 */
export async function* mergeArriving(
  sources: readonly AsyncIterable<LogLine>[],
  {tail}: {readonly tail?: number} = {},
): AsyncGenerator<TimedLine> {
  const inbox = new Inbox();
  const reading = Promise.all(sources.map((source, index) => readInto(inbox, source, index)));
  let failure: {readonly error: unknown} | undefined;
  void reading.then(
    () => inbox.close(),
    (error: unknown) => {
      failure = {error};
      inbox.close();
    },
  );
  let kept = tail;
  for (let batch = await inbox.take(); batch.length > 0; batch = await inbox.take()) {
    const lines = sortBatch(batch);
    yield* kept === undefined ? lines : lines.slice(Math.max(0, lines.length - kept));
    kept = undefined;
  }
  if (failure !== undefined) throw failure.error;
}

interface Arrived extends TimedLine {
  readonly source: number;
}

class Inbox {
  #lines: Arrived[] = [];
  #isClosed = false;
  #wake = Promise.withResolvers<void>();

  put(line: Arrived): void {
    this.#lines.push(line);
    this.#wake.resolve();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake.resolve();
  }

  /** Empty at the end only. */
  async take(): Promise<Arrived[]> {
    await this.#wake.promise;
    const begun = Date.now();
    for (let seen = -1; seen !== this.#lines.length && Date.now() - begun < LONGEST_WAIT_MS && !this.#isClosed; ) {
      seen = this.#lines.length;
      await sleep(QUIET_MS);
    }
    const lines = this.#lines;
    this.#lines = [];
    if (!this.#isClosed) this.#wake = Promise.withResolvers<void>();
    return lines;
  }
}

async function readInto(inbox: Inbox, lines: AsyncIterable<LogLine>, source: number): Promise<void> {
  let atMs = 0;
  for await (const line of lines) {
    atMs = Math.max(atMs, line.atMs ?? Date.now());
    inbox.put({service: line.service, text: line.text, atMs, source});
  }
}

/** The order of one source's own lines is never changed: their times do not go back. */
function sortBatch(batch: readonly Arrived[]): TimedLine[] {
  const sorted = batch.toSorted((a, b) => a.atMs - b.atMs || a.source - b.source);
  return sorted.map(({service, text, atMs}) => ({service, text, atMs}));
}
