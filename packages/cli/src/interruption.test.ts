import {EventEmitter} from 'node:events';
import {DevstackError} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {explainInterruption, listenForInterruption} from './interruption.ts';

function listen() {
  const source = new EventEmitter();
  const said: string[] = [];
  const exits: number[] = [];
  const interruption = listenForInterruption({
    say: (line) => said.push(line),
    exit: (code) => exits.push(code),
    source,
  });
  return {source, said, exits, interruption};
}

describe('signals', () => {
  test('the first asks to stop, the second to end programs, the third leaves, whichever they are', () => {
    const {source, said, exits, interruption} = listen();
    source.emit('SIGINT');
    expect([interruption.signal.aborted, interruption.killSignal.aborted]).toEqual([true, false]);
    source.emit('SIGTERM');
    expect([interruption.killSignal.aborted, exits]).toEqual([true, []]);
    source.emit('SIGINT');
    expect(exits).toEqual([130]);
    expect(said).toHaveLength(2);
  });

  test('are what they were afterwards', () => {
    const {source, interruption} = listen();
    interruption.dispose();
    expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
  });
});

describe('an error of interrupted work', () => {
  const killed = new DevstackError('cannot run apt: SIGTERM', {code: 'DEVSTACK_ERR_COMMAND'});
  const interrupted = new DevstackError('interrupted', {code: 'DEVSTACK_ERR_INTERRUPTED'});

  test('stays what it is when nobody interrupted, and when a step failed by itself', () => {
    const {source, interruption} = listen();
    expect(explainInterruption(killed, 'start', interruption)).toBe(killed);
    source.emit('SIGINT');
    expect(explainInterruption(killed, 'start', interruption)).toBe(killed);
  });

  test('says how to go on', () => {
    const {source, interruption} = listen();
    source.emit('SIGINT');
    const expected = {code: 'DEVSTACK_ERR_INTERRUPTED', message: 'cannot finish start: it was interrupted'};
    expect(explainInterruption(interrupted, 'start', interruption)).toMatchObject(expected);
    source.emit('SIGINT');
    expect(explainInterruption(killed, 'start', interruption)).toMatchObject(expected);
    expect(explainInterruption(killed, 'start', interruption)).toHaveProperty('suggestions', [
      'run the same command again: it goes on where it stopped',
    ]);
  });
});
