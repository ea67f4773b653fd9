import {expect, test} from 'vitest';
import {nearNames} from './near-names.ts';

test('names with a typing error and names that contain what was asked for are near, the nearest first', () => {
  const names = ['master', 'stable/2026.1', 'stable/2025.2', 'unmaintained/zed', 'zed-eol'];
  expect(nearNames('mater', names)).toEqual(['master']);
  expect(nearNames('2026.1', names)).toEqual(['stable/2026.1']);
  expect(nearNames('stable/2026.2', names)).toEqual(['stable/2025.2', 'stable/2026.1']);
  expect(nearNames('zed', names)).toEqual(['unmaintained/zed', 'zed-eol']);
});

test('names that have nothing in common are not near', () => {
  expect(nearNames('antelope', ['main', 'v1'])).toEqual([]);
});
