import type {Applied, Step} from '@devstack/sdk';
import type {TraceEntry} from '../trace/records.ts';
import {handlerOf, type LookContext, type RunContext, stepContext} from './run-context.ts';
import {digestOf, inputsOf} from './step-digest.ts';
import {explainStepError} from './step-error.ts';

/** What the trace knows of a step, as its handler wants it. After an interruption nobody knows what came of the last intent. */
export function appliedOf(entry: TraceEntry | undefined): Applied | undefined {
  if (entry === undefined) return undefined;
  const {step, before, after, state} = entry;
  return {args: step.args, before, ...(state === 'done' && after !== undefined ? {after} : {})};
}

/** Whether a step is as it should be: recorded as done, with the same arguments and inputs, and so on the machine. */
export async function isUpToDate(step: Step, look: LookContext): Promise<boolean> {
  const entry = look.entries.get(step.id);
  if (entry !== undefined && !isRecordedAsDone(step, entry, look)) return false;
  const probe = await handlerOf(look, step.kind).probe(step.args, appliedOf(entry), stepContext(look, step.id));
  return probe === 'present';
}

function isRecordedAsDone(step: Step, entry: TraceEntry, look: LookContext): boolean {
  const inputs = inputsOf(step, look);
  return entry.state === 'done' && entry.digest === digestOf(step.args) && entry.inputs === inputs;
}

/** Brings one step to the state it should have: probe, intent on the disk, effect, done on the disk. */
export async function applyStep(step: Step, title: string, run: RunContext): Promise<void> {
  const startedMs = Date.now();
  const report = (outcome: 'present' | 'applied' | 'changed'): void => {
    const ms = Date.now() - startedMs;
    run.results.push({id: step.id, title, outcome, ms, startedMs});
    run.emit({type: 'step-done', id: step.id, title, outcome, ms});
  };
  try {
    if (await isUpToDate(step, run)) return report('present');
    run.emit({type: 'step-started', id: step.id, title});
    const known = run.entries.get(step.id);
    await recordAndApply(step, known, run, startedMs);
    report(known === undefined ? 'applied' : 'changed');
  } catch (cause) {
    const error = explainStepError(step.id, cause, run.redact, step.place);
    run.emit({type: 'step-failed', id: step.id, title, ms: Date.now() - startedMs, error});
    throw error;
  }
}

async function recordAndApply(
  step: Step,
  known: TraceEntry | undefined,
  run: RunContext,
  startedMs: number,
): Promise<void> {
  const handler = handlerOf(run, step.kind);
  const context = stepContext(run, step.id);
  const previous = appliedOf(known);
  const before = known === undefined ? await handler.capture(step.args, context) : known.before;
  const {id, kind, args, components, needs} = step;
  const inputs = inputsOf(step, run);
  const traced = {id, kind, args, components, needs};
  await run.trace.append({v: 1, t: 'intent', step: traced, digest: digestOf(args), inputs, before});
  const after = await handler.apply(args, {before, ...(previous === undefined ? {} : {previous})}, context);
  await run.trace.append({v: 1, t: 'done', id, after: after ?? null, ms: Date.now() - startedMs});
}
