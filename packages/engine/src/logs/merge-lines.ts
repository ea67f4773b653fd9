import type {LogLine} from '@devstack/sdk';
import type {TimedLine} from '../reports.ts';

/**
 * Gives each line of one service a time, without changing their order: a line without one, and one that goes back in time, has that of
 * the line before it; what comes before the first line with a time has that one's.
 * @param otherwise the time of all when no line has one
 */
export async function* withTimes(
  lines: AsyncIterable<LogLine>,
  otherwise: () => Promise<number>,
): AsyncGenerator<TimedLine> {
  const waiting: LogLine[] = [];
  let atMs: number | undefined;
  for await (const line of lines) {
    if (line.atMs !== undefined) atMs = Math.max(line.atMs, atMs ?? 0);
    if (atMs === undefined) waiting.push(line);
    else yield* timed([...waiting.splice(0), line], atMs);
  }
  if (waiting.length > 0) yield* timed(waiting, await otherwise());
}

function timed(lines: readonly LogLine[], atMs: number): TimedLine[] {
  return lines.map(({service, text}) => ({service, text, atMs}));
}

/** One sequence in the order of time of several that are ordered each. Equal times: in the order of the sequences. */
export async function* mergeByTime(sources: readonly AsyncIterable<TimedLine>[]): AsyncGenerator<TimedLine> {
  const readers = sources.map((source) => source[Symbol.asyncIterator]());
  const heads = await Promise.all(readers.map(nextOf));
  for (;;) {
    let first: number | undefined;
    for (const [index, head] of heads.entries()) {
      if (head !== undefined && (first === undefined || head.atMs < heads[first]!.atMs)) first = index;
    }
    if (first === undefined) return;
    yield heads[first]!;
    heads[first] = await nextOf(readers[first]!);
  }
}

async function nextOf(reader: AsyncIterator<TimedLine>): Promise<TimedLine | undefined> {
  const {value, done} = await reader.next();
  return done === true ? undefined : value;
}

/** The last `count` of them. */
export async function* lastLines(lines: AsyncIterable<TimedLine>, count: number): AsyncGenerator<TimedLine> {
  let kept: TimedLine[] = [];
  for await (const line of lines) {
    kept.push(line);
    if (kept.length > 2 * count + 1000) kept = kept.slice(-count || kept.length);
  }
  yield* count === 0 ? [] : kept.slice(-count);
}
