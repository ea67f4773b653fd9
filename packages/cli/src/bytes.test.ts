import {expect, test} from 'vitest';
import {formatBytes} from './bytes.ts';

test.each([
  [0, '0 B'],
  [512, '512 B'],
  [1400, '1.4 kB'],
  [132_000_000, '132 MB'],
  [1_440_000_000, '1.4 GB'],
  [5e15, '5000 TB'],
])('%i bytes are written as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
