import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {onTerminal} from './testing/on-terminal.ts';
import {type Ended, fakeCliArgv} from './testing/spawn-cli.ts';

function runOnTerminal(
  argv: string,
  {
    variables = {},
    scenario = 'steps',
    typed,
  }: {variables?: Record<string, string>; scenario?: string; typed?: [string, string]} = {},
): Promise<Ended> {
  const words = [...fakeCliArgv, ...argv.split(' ')];
  return onTerminal(words, {variables: {DEVSTACK_TEST_SCENARIO: scenario, ...variables}, ...(typed && {typed})});
}

test('on a terminal running steps are shown with elapsed time, and finished ones stay above', async () => {
  const {stdout, code} = await runOnTerminal('up');
  const text = stripVTControlCharacters(stdout);
  expect(code).toBe(0);
  expect(text).toMatch(/start {2}\d\/3 {2}0\.\ds/);
  expect(text).toMatch(/0\.\ds {2}database {4}service database\/service:api: waiting 50%/);
  expect(text).toMatch(/0\.\ds {2}keystone {4}service keystone\/service:api\r\n/);
  expect(text).toMatch(/up done in 2\.4s: /);
});

test('what is left on the screen is finished steps and the summary', async () => {
  const {stdout} = await runOnTerminal('up');
  const summary = stdout.slice(stdout.lastIndexOf('up done') - 60);
  // The region is erased line by line before the summary is written.
  expect(summary).toContain('\u001b[2K');
  expect(stripVTControlCharacters(summary)).not.toContain('waiting');
});

test('NO_COLOR leaves no colours', async () => {
  const {stdout} = await runOnTerminal('up', {variables: {NO_COLOR: '1'}});
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
  expect(stdout).not.toMatch(/\u001b\[\d*m/);
});

test('a dumb terminal gets plain lines', async () => {
  const {stdout} = await runOnTerminal('up', {variables: {TERM: 'dumb'}});
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toMatch(/^ +0\.\ds {2}database/);
});

test('a secret is asked for and not shown', async () => {
  const {stdout} = await runOnTerminal('up', {scenario: 'ask', typed: ['Password of admin', 's3cret\r']});
  const text = stripVTControlCharacters(stdout);
  expect(text).toContain('Password of admin (empty: generate one)');
  expect(text).toContain('{"keystone.admin_password":"s3cret"}');
  expect(text.match(/s3cret/g)).toHaveLength(1);
});

test('Ctrl-C at a question ends with 130 and says how to go on', async () => {
  const {stdout, code} = await runOnTerminal('up', {scenario: 'ask', typed: ['Password of admin', '\u0003']});
  expect(code).toBe(130);
  expect(stdout).toContain('cannot go on: a question was not answered');
});

test.each([
  ['--no-prompt', {}],
  ['', {CI: 'true'}],
])('nobody is asked with %s and %j', async (flag, variables) => {
  const {stdout} = await runOnTerminal(`up ${flag}`, {scenario: 'ask', variables});
  expect(stdout).toContain('"nobody asked"');
});
