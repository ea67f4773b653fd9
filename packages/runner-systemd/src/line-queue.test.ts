import {expect, test} from 'vitest';
import {LineQueue} from './line-queue.ts';

async function read(queue: LineQueue): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of queue) lines.push(line);
  return lines;
}

test('lines come in their order, those from before and those from during the reading', async () => {
  const queue = new LineQueue();
  queue.push('before');
  const reading = read(queue);
  setTimeout(() => {
    queue.push('during');
    queue.push('also');
    queue.end();
  }, 5);
  expect(await reading).toEqual(['before', 'during', 'also']);
});

test('a failure comes after the lines before it', async () => {
  const queue = new LineQueue();
  const seen: string[] = [];
  queue.push('one');
  queue.fail(new Error('over'));
  const reading = (async () => {
    for await (const line of queue) seen.push(line);
  })();
  await expect(reading).rejects.toThrow('over');
  expect(seen).toEqual(['one']);
});
