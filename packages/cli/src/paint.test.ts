import {expect, test} from 'vitest';
import {wantsColor} from './paint.ts';

const terminal = {isTTY: true};

test('a terminal gets colours and a pipe does not', () => {
  expect(wantsColor(terminal, {})).toBe(true);
  expect(wantsColor({}, {})).toBe(false);
});

test('NO_COLOR wins over everything', () => {
  expect(wantsColor(terminal, {NO_COLOR: '1', FORCE_COLOR: '1'})).toBe(false);
});

test('an empty NO_COLOR says nothing', () => {
  expect(wantsColor(terminal, {NO_COLOR: ''})).toBe(true);
});

test('a dumb terminal gets none, and FORCE_COLOR puts them into a pipe', () => {
  expect(wantsColor(terminal, {TERM: 'dumb'})).toBe(false);
  expect(wantsColor({}, {FORCE_COLOR: '1'})).toBe(true);
  expect(wantsColor(terminal, {FORCE_COLOR: '0'})).toBe(false);
});
