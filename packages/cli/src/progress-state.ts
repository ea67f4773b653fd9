import type {EngineEvent} from '@devstack/engine';

export interface RunningStep {
  readonly title: string;
  readonly startedMs: number;
  readonly what?: string;
  readonly done?: number;
  readonly total?: number;
}

/** What is known of a run while it works. */
export interface ProgressState {
  readonly action: string;
  readonly startedMs: number;
  /** Steps that are looked at, and those that are settled, one way or another. */
  readonly total: number;
  readonly finished: number;
  readonly present: number;
  readonly running: ReadonlyMap<string, RunningStep>;
}

export function startProgress(nowMs: number): ProgressState {
  return {action: '', startedMs: nowMs, total: 0, finished: 0, present: 0, running: new Map()};
}

/** The state after an event. */
export function advance(state: ProgressState, event: EngineEvent, nowMs: number): ProgressState {
  switch (event.type) {
    case 'run-started':
      return {...state, action: event.action, total: event.total, finished: 0, present: 0, running: new Map()};
    case 'step-started':
      return withRunning(state, event.id, {title: event.title, startedMs: nowMs});
    case 'step-progress':
      return withProgress(state, event);
    case 'step-done':
      return settle(state, event.id, event.outcome === 'present' ? 1 : 0);
    case 'step-failed':
      return settle(state, event.id, 0);
    default:
      return state;
  }
}

function withProgress(state: ProgressState, event: EngineEvent & {type: 'step-progress'}): ProgressState {
  const step = state.running.get(event.id);
  if (step === undefined) return state;
  const {title, startedMs} = step;
  return withRunning(state, event.id, {
    title,
    startedMs,
    what: event.what,
    ...(event.done === undefined ? {} : {done: event.done}),
    ...(event.total === undefined ? {} : {total: event.total}),
  });
}

function withRunning(state: ProgressState, id: string, step: RunningStep): ProgressState {
  return {...state, running: new Map(state.running).set(id, step)};
}

function settle(state: ProgressState, id: string, present: number): ProgressState {
  const running = new Map(state.running);
  running.delete(id);
  return {...state, running, finished: state.finished + 1, present: state.present + present};
}
