import {expect, test} from 'vitest';
import {canPrompt} from './prompts.ts';

const terminal = {stdin: {isTTY: true}, stderr: {isTTY: true}, noPrompt: false, variables: {}};

test('somebody at a terminal can be asked', () => {
  expect(canPrompt(terminal)).toBe(true);
  expect(canPrompt({...terminal, variables: {CI: 'false'}})).toBe(true);
});

test.each([
  ['standard input is not a terminal', {stdin: {}}],
  ['standard error is not a terminal', {stderr: {}}],
  ['--no-prompt is given', {noPrompt: true}],
  ['it runs in CI', {variables: {CI: 'true'}}],
])('nobody is asked when %s', (_why, changes) => {
  expect(canPrompt({...terminal, ...changes})).toBe(false);
});
