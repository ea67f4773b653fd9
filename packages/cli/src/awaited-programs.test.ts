import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, test} from 'vitest';
import {endAwaitedPrograms, parseStat} from './awaited-programs.ts';

const PARENT = `
const {spawn} = require('node:child_process');
const awaited = spawn('sleep', ['60'], {detached: true, stdio: ['ignore', 'pipe', 'pipe']});
const service = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'});
console.log(awaited.pid, service.pid);
awaited.on('exit', (code, signal) => console.log('awaited ended by', signal));
`;

test('programs whose output leads here are ended, services are not', async () => {
  const parent = spawn(process.execPath, ['-e', PARENT], {stdio: ['ignore', 'pipe', 'inherit']});
  const lines = linesOf(parent);
  const [, service] = (await lines.next()).value!.split(' ').map(Number);
  try {
    endAwaitedPrograms(parent.pid);
    expect((await lines.next()).value).toBe('awaited ended by SIGTERM');
    expect(() => process.kill(service!, 0)).not.toThrow();
  } finally {
    process.kill(service!, 'SIGKILL');
    parent.kill();
    await once(parent, 'exit');
  }
});

test('a name with blanks and parentheses does not shift the fields', () => {
  expect(parseStat('12 (a) b (c)) S 7 12 12 0')).toEqual({parent: 7, group: 12});
});

async function* linesOf(child: ChildProcess): AsyncGenerator<string, undefined> {
  let text = '';
  for await (const chunk of child.stdout!) {
    text += chunk;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
  return undefined;
}
