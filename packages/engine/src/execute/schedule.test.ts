import {setTimeout as sleep} from 'node:timers/promises';
import {DevstackError} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {runGraph, type Task} from './schedule.ts';

function recorder(): {log: string[]; task: (id: string, needs?: string[], extra?: Partial<Task>) => Task} {
  const log: string[] = [];
  const task = (id: string, needs: string[] = [], extra: Partial<Task> = {}): Task => ({
    id,
    needs,
    resources: [],
    weight: 1,
    run: async () => {
      log.push(`+${id}`);
      await sleep(2);
      log.push(`-${id}`);
    },
    ...extra,
  });
  return {log, task};
}

const options = {cpus: 2};

describe('runGraph', () => {
  test('starts a task only when all it needs is done', async () => {
    const {log, task} = recorder();
    await runGraph([task('c', ['a', 'b']), task('a'), task('b')], options);
    expect(log.indexOf('+c')).toBe(4);
  });

  test('ignores needs that are not part of the graph', async () => {
    const {log, task} = recorder();
    await runGraph([task('a', ['done long ago'])], options);
    expect(log).toEqual(['+a', '-a']);
  });

  test('runs independent tasks at the same time', async () => {
    const {log, task} = recorder();
    await runGraph([task('a'), task('b')], options);
    expect(log.slice(0, 2)).toEqual(['+a', '+b']);
  });

  test('never runs more tasks of a resource than there are', async () => {
    let running = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await sleep(2);
      running -= 1;
    };
    const tasks = Array.from({length: 8}, (_, index) => ({
      id: `${index}`,
      needs: [],
      resources: ['cpu'],
      weight: 1,
      run,
    }));
    await runGraph(tasks, options);
    expect(most).toBe(2);
  });

  test('starts what others wait for longest first', async () => {
    const {log, task} = recorder();
    const one = {resources: ['only']};
    await runGraph([task('short', [], one), task('long', [], one), task('after', ['long'], {weight: 10})], options);
    expect(log[0]).toBe('+long');
  });

  test('after a failure lets running tasks end, starts nothing new, and rejects with the failure', async () => {
    const {log, task} = recorder();
    const failing = task('bad', [], {
      run: async () => {
        throw new Error('no');
      },
    });
    await expect(runGraph([failing, task('other'), task('next', ['other'])], options)).rejects.toThrow('no');
    expect(log).toEqual(['+other', '-other']);
  });

  test('when interrupted lets running tasks end and says so', async () => {
    const {log, task} = recorder();
    const stop = new AbortController();
    const first = task('first', [], {
      run: async () => {
        stop.abort();
        await sleep(2);
        log.push('-first');
      },
    });
    const interrupted = runGraph([first, task('second', ['first'])], {...options, signal: stop.signal});
    await expect(interrupted).rejects.toSatisfy(
      (error) => DevstackError.is(error) && error.code === 'DEVSTACK_ERR_INTERRUPTED',
    );
    expect(log).toEqual(['-first']);
  });

  test('an interruption that comes when all is done changes nothing', async () => {
    const stop = new AbortController();
    const {task} = recorder();
    const last = task('last', [], {run: async () => stop.abort()});
    await expect(runGraph([last], {...options, signal: stop.signal})).resolves.toBeUndefined();
  });

  test('10,000 tasks in a chain cost less than a second', async () => {
    const tasks = Array.from({length: 10_000}, (_, index) => ({
      id: `${index}`,
      needs: index === 0 ? [] : [`${index - 1}`],
      resources: [],
      weight: 1,
      run: async () => undefined,
    }));
    const started = performance.now();
    await runGraph(tasks, options);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
