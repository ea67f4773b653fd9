import type {EventEmitter} from 'node:events';
import {DevstackError} from '@devstack/sdk';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const INTERRUPTED_EXIT = 130;

export interface Interruption {
  /** Aborted by the first signal: steps that run come to their end. */
  readonly signal: AbortSignal;
  /** Aborted by the second: programs that run are ended too. */
  readonly killSignal: AbortSignal;
  dispose(): void;
}

export interface InterruptionOptions {
  readonly say: (line: string) => void;
  readonly source?: EventEmitter;
  readonly exit?: (status: number) => void;
}

/**
 * The first Ctrl-C (or SIGTERM) asks the engine to end after the steps that run, the second to end the programs that run as well, and
 * the third ends this process. All of them leave an installation that the same command takes up again.
 */
export function listenForInterruption({say, source = process, exit = process.exit}: InterruptionOptions): Interruption {
  const stopping = new AbortController();
  const killing = new AbortController();
  const onSignal = (): void => {
    if (killing.signal.aborted) {
      exit(INTERRUPTED_EXIT);
    } else if (stopping.signal.aborted) {
      say('ending the programs that run; once more to leave at once');
      killing.abort();
    } else {
      say('ending after the steps that run; once more to end them too');
      stopping.abort();
    }
  };
  for (const name of SIGNALS) source.on(name, onSignal);
  const dispose = (): void => {
    for (const name of SIGNALS) source.off(name, onSignal);
  };
  return {signal: stopping.signal, killSignal: killing.signal, dispose};
}

/** What to report when work ended with this error: after an interruption, how to go on, unless a step failed by itself. */
export function explainInterruption(error: unknown, what: string, {signal, killSignal}: Interruption): unknown {
  if (!signal.aborted) return error;
  const isInterrupted = DevstackError.is(error) && error.code === 'DEVSTACK_ERR_INTERRUPTED';
  if (isInterrupted && error.suggestions.length > 0) return error;
  if (DevstackError.is(error) && !isInterrupted && !killSignal.aborted) return error;
  return new DevstackError(`cannot finish ${what}: it was interrupted`, {
    code: 'DEVSTACK_ERR_INTERRUPTED',
    suggestions: ['run the same command again: it goes on where it stopped'],
  });
}
