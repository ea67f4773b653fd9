import {stripVTControlCharacters} from 'node:util';

export interface JournalEntry {
  readonly atMs: number;
  readonly text: string;
  /** Its line goes on in the next entry: journald breaks lines at NUL and after 48 KB. */
  readonly isBroken: boolean;
}

/** A line of `journalctl --output=json`; undefined for what is not an entry. */
export function parseEntry(line: string): JournalEntry | undefined {
  if (!line.startsWith('{')) return undefined;
  const entry = JSON.parse(line) as Record<string, unknown>;
  return {
    atMs: Number(entry.__REALTIME_TIMESTAMP) / 1000,
    text: textOf(entry.MESSAGE),
    isBroken: entry._LINE_BREAK === 'nul' || entry._LINE_BREAK === 'line-max',
  };
}

/** Puts broken lines together again; feed it entry by entry. */
export class LineJoiner {
  #begun: JournalEntry | undefined;

  /** @returns the line that this entry completes */
  add(entry: JournalEntry): JournalEntry | undefined {
    const begun = this.#begun;
    const joined = begun === undefined ? entry : {...entry, atMs: begun.atMs, text: begun.text + entry.text};
    this.#begun = entry.isBroken ? joined : undefined;
    return entry.isBroken ? undefined : joined;
  }

  /** @returns the line that has no end yet */
  rest(): JournalEntry | undefined {
    return this.#begun;
  }
}

/** As it can be shown, without control characters and trailing blanks. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/(?!\t)\p{Cc}/gu, '')
    .trimEnd();
}

/** Bytes where there is more than printable text, several values where a program sent several. */
function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (!Array.isArray(message)) return '';
  const isBytes = message.every((byte) => typeof byte === 'number');
  return isBytes ? Buffer.from(message as number[]).toString('utf8') : message.map(textOf).join('\n');
}
