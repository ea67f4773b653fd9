import {expect, test} from 'vitest';
import {formatDuration} from './duration.ts';

test.each([
  [0, '0.0s'],
  [412, '0.4s'],
  [12_345, '12.3s'],
  [59_949, '59.9s'],
  [59_960, '1m 00s'],
  [65_000, '1m 05s'],
  [3_599_400, '59m 59s'],
  [7_380_000, '2h 03m'],
  [352_800_000, '4d 02h'],
])('%i ms are written as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
