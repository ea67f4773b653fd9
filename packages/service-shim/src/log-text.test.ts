import {describe, expect, test} from 'vitest';
import {cleanLine, firstLines, splitLines, timeOfLine} from './log-text.ts';

test('a line is shown without control characters and trailing blanks, but with its tabs', () => {
  expect(cleanLine('\0\0\u001b[1mbold\u001b[0m\tend\r   ')).toBe('bold\tend');
});

describe('the time of a line', () => {
  test('is read as oslo.log, gunicorn, MariaDB and RabbitMQ write it', () => {
    const local = new Date(2026, 6, 28, 12, 34, 56).getTime();
    expect(timeOfLine('2026-07-28 12:34:56.789 4711 INFO nova')).toBe(local + 789);
    expect(timeOfLine('2026-07-28 12:34:56 0 [Note] mariadbd: ready')).toBe(local);
    expect(timeOfLine('[2026-07-28 12:34:56 +0000] [12] [INFO] Listening')).toBe(Date.UTC(2026, 6, 28, 12, 34, 56));
    expect(timeOfLine('2026-07-28 12:34:56.789123+02:00 [info] <0.1> ok')).toBe(Date.UTC(2026, 6, 28, 10, 34, 56, 789));
  });

  test('is unknown where the line does not begin with one', () => {
    expect(timeOfLine('Traceback at 2026-07-28 12:34:56')).toBeUndefined();
    expect(timeOfLine('2026-99-99 99:99:99 x')).toBeUndefined();
  });
});

test('the last lines come from the newest files', () => {
  expect(firstLines([10, 5, 3], 4)).toEqual([11, 5, 1]);
  expect(firstLines([10, 5, 3], 100)).toEqual([1, 1, 1]);
  expect(firstLines([10, 5, 3], 0)).toEqual([11, 6, 4]);
});

test('what follows the last line end is no line yet', () => {
  expect(splitLines('a\nb')).toEqual({lines: ['a'], rest: 'b'});
  expect(splitLines('')).toEqual({lines: [], rest: ''});
});
