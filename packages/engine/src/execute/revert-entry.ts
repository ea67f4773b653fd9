import type {Kept} from '@devstack/sdk';
import type {TraceEntry} from '../trace/records.ts';
import {handlerOf, type RunContext, stepContext} from './run-context.ts';
import {explainStepError} from './step-error.ts';
import {titleOfEntry} from './step-title.ts';

/** Takes back what one entry of the trace records. */
export async function revertEntry(entry: TraceEntry, run: RunContext): Promise<readonly Kept[]> {
  const {id, kind, args} = entry.step;
  const startedMs = Date.now();
  const title = titleOfEntry(entry);
  run.emit({type: 'step-started', id, title});
  try {
    await run.trace.append({v: 1, t: 'reverting', id});
    const after = entry.state === 'intent' || entry.after === undefined ? {} : {after: entry.after};
    const kept = await handlerOf(run, kind).revert({args, before: entry.before, ...after}, stepContext(run, id));
    await run.trace.append({v: 1, t: 'reverted', id});
    const outcome = kept.length > 0 ? 'kept' : 'reverted';
    run.results.push({id, title, outcome, ms: Date.now() - startedMs, startedMs});
    run.emit({type: 'step-done', id, title, outcome, ms: Date.now() - startedMs});
    return kept;
  } catch (cause) {
    const error = explainStepError(id, cause, run.redact);
    run.emit({type: 'step-failed', id, title, ms: Date.now() - startedMs, error});
    throw error;
  }
}
