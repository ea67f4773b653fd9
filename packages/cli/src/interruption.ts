import type {EventEmitter} from 'node:events';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  dispose(): void;
}

export interface InterruptionSteps {
  onFirst(): void;
  onSecond(): void;
}

/**
 * The first Ctrl-C (or SIGTERM) asks the engine to end after the steps that run; the second ends everything at once. Both leave
 * an installation that the same command takes up again.
 */
export function listenForInterruption(steps: InterruptionSteps, source: EventEmitter = process): Interruption {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      steps.onSecond();
    } else {
      steps.onFirst();
      controller.abort();
    }
  };
  for (const name of SIGNALS) source.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of SIGNALS) source.off(name, onSignal);
    },
  };
}
