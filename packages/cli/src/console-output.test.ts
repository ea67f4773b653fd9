import {expect, test} from 'vitest';
import {newOutput} from './console-output.ts';

const long = Array.from({length: 200}, (_, line) => `line ${line}\n`).join('');

test('what was there is not shown again', () => {
  expect(newOutput('', 'a\n')).toBe('a\n');
  expect(newOutput('a\n', 'a\nb\n')).toBe('b\n');
  expect(newOutput('a\n', 'a\n')).toBe('');
});

test('a log that has lost its beginning goes on after its old end', () => {
  expect(newOutput(long, `${long.slice(700)}more\n`)).toBe('more\n');
});

test('a log that is another one is shown whole: the server was started again', () => {
  expect(newOutput(long, 'SeaBIOS\n')).toBe('SeaBIOS\n');
});

test('the last lines that were asked for at first are found in the whole log', () => {
  expect(newOutput(long.slice(-30), `${long}more\n`)).toBe('more\n');
});
