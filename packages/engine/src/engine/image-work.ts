import type {Progress} from '@devstack/sdk';
import {explainStepError} from '../execute/step-error.ts';
import type {Session} from './session.ts';

export interface ImageWork {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Does something with an image that is shown as a step is, though it is none of a plan. */
export async function showImageWork<T extends {readonly changed: boolean}>(
  {emit, settings}: Session,
  {id, title}: {readonly id: string; readonly title: string},
  work: (working: ImageWork) => Promise<T>,
): Promise<T> {
  const startedMs = Date.now();
  const signal = settings.signal ?? new AbortController().signal;
  const progress: Progress = (what, done, total) => {
    const known = {...(done === undefined ? {} : {done}), ...(total === undefined ? {} : {total})};
    emit({type: 'step-progress', id, what, ...known});
  };
  emit({type: 'step-started', id, title});
  try {
    const result = await work({signal, progress});
    emit({type: 'step-done', id, title, outcome: result.changed ? 'applied' : 'present', ms: Date.now() - startedMs});
    return result;
  } catch (cause) {
    const error = explainStepError(id, cause, (text) => text);
    emit({type: 'step-failed', id, title, ms: Date.now() - startedMs, error});
    throw error;
  }
}
