import {expect, test} from 'vitest';
import {parseSince} from './since.ts';

const NOW = Date.UTC(2026, 2, 1, 12);

test.each([
  ['30s', NOW - 30_000],
  ['5m', NOW - 300_000],
  ['1h30m', NOW - 5_400_000],
  ['0.5d', NOW - 43_200_000],
  ['2026-03-01T10:00:00Z', Date.UTC(2026, 2, 1, 10)],
  ['2026-03-01 10:00:00.250+01:00', Date.UTC(2026, 2, 1, 9, 0, 0, 250)],
  ['2026-03-01', new Date(2026, 2, 1).getTime()],
  ['2026-03-01T10:00', new Date(2026, 2, 1, 10).getTime()],
])('%s is a moment', (text, expected) => {
  expect(parseSince(text, NOW)).toBe(expected);
});

test.each(['', '5', '5 minutes', 'yesterday', '2026-13-01', '1', '-5m'])("'%s' is none", (text) => {
  expect(() => parseSince(text, NOW)).toThrow(`cannot show logs since '${text}': expected 30s, 5m, 2h, 1d, or a date`);
});
