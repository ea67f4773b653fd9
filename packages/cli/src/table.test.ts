import {expect, test} from 'vitest';
import {alignRows} from './table.ts';

test('columns are as wide as their widest cell, and lines have no blanks at the end', () => {
  expect(
    alignRows(
      [
        ['SERVICE', 'PID'],
        ['keystone/api', '7'],
        ['a', ''],
      ],
      ['left', 'right'],
    ),
  ).toEqual(['SERVICE       PID', 'keystone/api    7', 'a']);
});

test('colour does not count for the width', () => {
  const lines = alignRows(
    [
      ['a', 'b'],
      ['ccc', 'd'],
    ],
    [],
    (cell) => `<${cell}>`,
  );
  expect(lines).toEqual(['<a>    <b>', '<ccc>  <d>']);
});
