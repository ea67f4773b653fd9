import {expect, test} from 'vitest';
import {isReached, renderFigure} from './figure.ts';
import {median} from './statistics.ts';

test('the median is the middle value, or between the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7]);
  expect(() => median([])).toThrow('no values');
});

test('a figure says whether its goal was reached', () => {
  const figure = {name: 'a plan', value: 201, unit: 'ms', atMost: 200} as const;
  expect(isReached(figure)).toBe(false);
  expect(renderFigure(figure)).toMatch(/^ +201 ms {2}a plan +at most 200 ms: MISSED$/);
  expect(renderFigure({...figure, value: 200})).toMatch(/reached$/);
});

test('a figure without a goal has nothing to reach', () => {
  expect(renderFigure({name: 'by hand', value: 12.345, unit: 's', note: '3 rounds'})).toMatch(
    /12\.35 s {2}by hand +3 rounds$/,
  );
});
