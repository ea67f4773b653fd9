import {createLogUpdate} from 'log-update';
import {paintFor} from './paint.ts';
import type {Progress, ProgressOptions} from './progress.ts';
import {advance, startProgress} from './progress-state.ts';
import {renderEvent, renderLive} from './progress-view.ts';

const REFRESH_MS = 100;
/** Some terminals of CI report 0 columns and rows. */
const UNKNOWN_COLUMNS = 80;
const UNKNOWN_ROWS = 24;

/** Finished steps scroll by; below them a region shows the running ones and is written again in place. */
export function openLiveProgress({stream, verbosity, now = Date.now}: ProgressOptions): Progress {
  // log-update breaks lines at the width of the stream, even at 0.
  stream.columns ||= UNKNOWN_COLUMNS;
  stream.rows ||= UNKNOWN_ROWS;
  const region = createLogUpdate(stream);
  const paint = paintFor(stream);
  let state = startProgress(now());
  const draw = (): void => {
    const {columns, rows} = stream;
    region(renderLive(state, {paint, nowMs: now(), columns, rows}).join('\n'));
  };
  let timer: NodeJS.Timeout | undefined;
  const resume = (): void => {
    timer ??= setInterval(draw, REFRESH_MS).unref();
  };
  const pause = (): void => {
    clearInterval(timer);
    timer = undefined;
    region.clear();
  };
  resume();
  return {
    onEvent(event) {
      state = advance(state, event, now());
      const line = renderEvent(event, {paint, verbosity, elapsedMs: now() - state.startedMs});
      if (line !== undefined) region.persist(line);
    },
    say: (line) => region.persist(line),
    async pauseDuring(work) {
      pause();
      try {
        return await work();
      } finally {
        resume();
      }
    },
    close() {
      pause();
      region.done();
    },
  };
}
