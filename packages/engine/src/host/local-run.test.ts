import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {runProgram} from './local-run.ts';

const env = {PATH: process.env.PATH ?? ''};
const run = (script: string, options: Parameters<typeof runProgram>[1]) =>
  runProgram({argv: ['sh', '-c', script], env}, options);

test('pieces go in as they come, and what is printed comes out piece by piece', async () => {
  const heard: string[] = [];
  async function* input(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('one');
    // The program has answered before it gets more.
    while (heard.join('') !== 'one') await sleep(5);
    yield Buffer.from('\u0000two');
  }
  const onOutput = (piece: Uint8Array): void => void heard.push(Buffer.from(piece).toString());
  const lines: string[] = [];
  const result = await run('cat; echo done >&2', {input: input(), onOutput, onLine: (line) => lines.push(line)});
  expect(heard.join('')).toBe('one\u0000two');
  expect(result).toEqual({code: 0, stdout: '', stderr: 'done\n'});
  expect(lines).toEqual(['done']);
});

test('a program that ends does not wait for input that never does', async () => {
  const input = new ReadableStream<Uint8Array>() as unknown as AsyncIterable<Uint8Array>;
  expect(await run('exit 3', {input, accept: [3]})).toMatchObject({code: 3});
});

test('what is printed waits for who takes it', async () => {
  let [bytes, atOnce] = [0, 0];
  const onOutput = async (piece: Uint8Array): Promise<void> => {
    expect(++atOnce).toBe(1);
    await sleep(1);
    bytes += piece.byteLength;
    atOnce--;
  };
  await run('head -c 1000000 /dev/zero', {onOutput});
  expect(bytes).toBe(1_000_000);
});
