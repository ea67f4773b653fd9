import {expect, test} from 'vitest';
import Console from './commands/console.ts';
import {replaceEngine} from './engine-factory.ts';
import {captureCommand} from './testing/capture-command.ts';
import {fakeEngine} from './testing/fake-engine.ts';

async function capture(...argv: string[]) {
  replaceEngine(fakeEngine().open);
  return captureCommand(Console, argv);
}

test('a console is printed as it is, or its last lines', async () => {
  expect((await capture('web')).stdout).toBe('the last of all lines\n');
  expect((await capture('web', '--lines', '5')).stdout).toBe('the last 5 lines\n');
});

test('--json is one document', async () => {
  const {stdout} = await capture('web', '-n', '5', '--json');
  expect(JSON.parse(stdout)).toEqual({server: 'web', id: 's1', output: 'the last 5 lines\n'});
});

test('--url is the address of the page', async () => {
  expect((await capture('web', '--url')).stdout).toBe('http://127.0.0.1:6080/vnc_lite.html?path=t\n');
});
