import * as fs from 'node:fs/promises';
import {DevstackError} from '@devstack/sdk';
import {explainFileError} from '../host/file-errors.ts';
import {orUndefined} from '../host/local-files.ts';
import {applyRecord, emptyState, type TraceRecord, type TraceState} from './records.ts';

/** Reads a trace; undefined when there is none. A torn last line is what a crash leaves, and says nothing. */
export async function readTrace(file: string): Promise<TraceState | undefined> {
  const text = await explainFileError(`read ${file}`, () => orUndefined(fs.readFile(file, 'utf8')));
  if (text === undefined) return undefined;
  const state = emptyState();
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    const record = parseRecord(line, index === lines.length - 1, `${file}:${index + 1}`);
    if (record !== undefined) applyRecord(state, record);
  });
  return state;
}

function parseRecord(line: string, isLast: boolean, where: string): TraceRecord | undefined {
  if (isLast) return undefined;
  try {
    const record = JSON.parse(line) as TraceRecord;
    if (record.v !== 1) throw new Error(`its version is ${record.v}, this devstack knows version 1`);
    return record;
  } catch (cause) {
    throw new DevstackError(`cannot read the trace at ${where}: ${(cause as Error).message}`, {
      code: 'DEVSTACK_ERR_TRACE',
      suggestions: ['use the devstack that wrote it, or a newer one'],
      cause,
    });
  }
}

/**
 * The journal of an installation, open for writing. A record that `append` has promised is on the disk: whatever happens next, a later
 * run knows of it. Records that arrive while a write is under way share the next one.
 */
export class Trace {
  readonly state: TraceState;
  readonly #file: fs.FileHandle;
  readonly #sync: boolean;
  #waiting: {line: string; resolve: () => void; reject: (error: unknown) => void}[] = [];
  #flushing: Promise<void> | undefined;

  private constructor(file: fs.FileHandle, state: TraceState, sync: boolean) {
    this.#file = file;
    this.state = state;
    this.#sync = sync;
  }

  /** @param options.sync false only to measure what syncing costs */
  static async open(file: string, options: {readonly sync?: boolean} = {}): Promise<Trace> {
    const state = await readTrace(file);
    if (state === undefined) throw new Error(`no trace at ${file}`);
    await dropTornLine(file);
    return new Trace(await fs.open(file, 'a', 0o600), state, options.sync ?? true);
  }

  append(record: TraceRecord): Promise<void> {
    applyRecord(this.state, record);
    return new Promise((resolve, reject) => {
      this.#waiting.push({line: `${JSON.stringify(record)}\n`, resolve, reject});
      this.#flushing ??= this.#flush();
    });
  }

  async #flush(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await explainFileError('write the trace', async () => {
          await this.#file.appendFile(batch.map(({line}) => line).join(''));
          if (this.#sync) await this.#file.datasync();
        });
        for (const {resolve} of batch) resolve();
      } catch (error) {
        for (const {reject} of batch) reject(error);
      }
    }
    this.#flushing = undefined;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
  }
}

async function dropTornLine(file: string): Promise<void> {
  const text = await fs.readFile(file);
  const end = text.lastIndexOf(0x0a) + 1;
  if (end < text.length) await fs.truncate(file, end);
}
