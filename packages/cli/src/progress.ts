import type {EventSink} from '@devstack/engine';
import {paintFor} from './paint.ts';
import {renderEvent} from './progress-view.ts';

export interface Progress {
  readonly onEvent: EventSink;
  /** Shows a line that stays. */
  say(line: string): void;
  /** Leaves the terminal to somebody else, who asks a question there. */
  pauseDuring<T>(work: () => Promise<T>): Promise<T>;
  /** Takes away what is only there while steps run. Idempotent. */
  close(): void;
}

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  readonly verbosity: number;
  readonly now?: () => number;
}

/** A live region on a terminal, plain lines elsewhere. */
export async function openProgress(options: ProgressOptions): Promise<Progress> {
  if (!options.stream.isTTY || process.env.TERM === 'dumb') return openPlainProgress(options);
  const {openLiveProgress} = await import('./live-progress.ts');
  return openLiveProgress(options);
}

/** One line for each finished step. */
export function openPlainProgress({stream, verbosity, now = Date.now}: ProgressOptions): Progress {
  const startedMs = now();
  const paint = paintFor(stream);
  const say = (line: string): void => {
    stream.write(`${line}\n`);
  };
  return {
    onEvent(event) {
      const line = renderEvent(event, {paint, verbosity, elapsedMs: now() - startedMs});
      if (line !== undefined) say(line);
    },
    say,
    pauseDuring: (work) => work(),
    close() {},
  };
}
