import {stripVTControlCharacters} from 'node:util';

const TIME = /^\W?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,6}))?(?: ?(Z|[+-]\d\d:?\d\d)\b)?/;

/** A line as it can be shown: uwsgi leaves long runs of NUL in its log when it ends. */
export function cleanLine(line: string): string {
  return stripVTControlCharacters(line)
    .replace(/(?!\t)\p{Cc}/gu, '')
    .trimEnd();
}

/** The time a line begins with, as oslo.log, gunicorn, MariaDB and RabbitMQ write it; local time unless it names a zone. */
export function timeOfLine(line: string): number | undefined {
  const [, date, time, fraction = '0', zone = ''] = TIME.exec(line) ?? [];
  if (date === undefined) return undefined;
  const ms = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Complete lines, and what comes after the last line end. */
export function splitLines(text: string): {readonly lines: readonly string[]; readonly rest: string} {
  const lines = text.split('\n');
  return {rest: lines.pop() ?? '', lines};
}

/** Where to begin in each file, oldest first, so that `tail` lines come out; the file's end is `count + 1`. */
export function firstLines(counts: readonly number[], tail: number): number[] {
  let wanted = tail;
  return [...counts]
    .reverse()
    .map((count) => {
      const taken = Math.min(wanted, count);
      wanted -= taken;
      return count - taken + 1;
    })
    .reverse();
}
