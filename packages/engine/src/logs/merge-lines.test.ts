import type {LogLine} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import type {TimedLine} from '../reports.ts';
import {mergeArriving} from './merge-arriving.ts';
import {lastLines, mergeByTime, withTimes} from './merge-lines.ts';

async function* from<T>(lines: readonly T[]): AsyncGenerator<T> {
  yield* lines;
}

const line = (service: string, text: string, atMs?: number): LogLine => ({
  service,
  text,
  ...(atMs === undefined ? {} : {atMs}),
});

async function textOf(lines: AsyncIterable<TimedLine>): Promise<string[]> {
  const found: string[] = [];
  for await (const {text, atMs} of lines) found.push(`${text}@${atMs}`);
  return found;
}

const never = (): Promise<number> => Promise.reject(new Error('not asked'));

describe('a line without a time', () => {
  test('has that of the line before it, or of the first that has one', async () => {
    const lines = [line('a', 'head'), line('a', 'one', 5), line('a', 'more'), line('a', 'two', 9)];
    expect(await textOf(withTimes(from(lines), never))).toEqual(['head@5', 'one@5', 'more@5', 'two@9']);
  });

  test('has that of the file when no line has one', async () => {
    expect(await textOf(withTimes(from([line('a', 'x'), line('a', 'y')]), async () => 7))).toEqual(['x@7', 'y@7']);
  });

  test('stays behind the line before it when a clock went back', async () => {
    const lines = [line('a', 'one', 9), line('a', 'two', 5), line('a', 'three', 10)];
    expect(await textOf(withTimes(from(lines), never))).toEqual(['one@9', 'two@9', 'three@10']);
  });
});

describe('several logs', () => {
  const timed = (...lines: LogLine[]): AsyncIterable<TimedLine> => withTimes(from(lines), never);

  test('become one, in the order of time and of each own lines', async () => {
    const a = timed(line('a', 'a1', 1), line('a', 'a2', 4), line('a', 'a3', 4));
    const b = timed(line('b', 'b1', 2), line('b', 'b2', 4), line('b', 'b3', 6));
    expect((await textOf(mergeByTime([a, b]))).join(' ')).toBe('a1@1 b1@2 a2@4 a3@4 b2@4 b3@6');
  });

  test.each([
    [0, ''],
    [2, 'b@2 c@3'],
    [9, 'a@1 b@2 c@3'],
  ])('and of that the last %i', async (count, expected) => {
    const lines = timed(line('a', 'a', 1), line('a', 'b', 2), line('a', 'c', 3));
    expect((await textOf(lastLines(lines, count))).join(' ')).toBe(expected);
  });
});

describe('logs that go on', () => {
  test('are put in order as they arrive, and of what was there only the last lines are given', async () => {
    const go = Promise.withResolvers<void>();
    async function* live(old: readonly LogLine[], fresh: LogLine): AsyncGenerator<LogLine> {
      yield* old;
      await go.promise;
      yield fresh;
    }
    const sources = [
      live([line('a', 'a1', 1), line('a', 'a2', 5)], line('a', 'a3', 8)),
      live([line('b', 'b1', 2), line('b', 'b2', 3)], line('b', 'b3', 7)),
    ];
    const seen: string[] = [];
    for await (const {text} of mergeArriving(sources, {tail: 2})) {
      seen.push(text);
      if (text === 'a2') go.resolve();
    }
    expect(seen).toEqual(['b2', 'a2', 'b3', 'a3']);
  });

  test('end with what one of them throws', async () => {
    async function* broken(): AsyncGenerator<LogLine> {
      yield line('a', 'last', 1);
      throw new Error('gone');
    }
    await expect(textOf(mergeArriving([broken()]))).rejects.toThrow('gone');
  });
});
