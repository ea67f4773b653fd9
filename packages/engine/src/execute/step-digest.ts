import type {Json, Step, StepHandler, StepRef} from '@devstack/sdk';
import {sha256} from '../trace/store.ts';
import type {LookContext} from './run-context.ts';

/** Equal for equal data, whatever the order of its keys. */
export function digestOf(value: Json): string {
  return sha256(JSON.stringify(value, sortKeys));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a step reads, as it is now. When it differs from what was recorded, the step must be done again. */
export function inputsOf(step: Step, look: Pick<LookContext, 'entries' | 'handlers'>): string {
  if (step.reads.length === 0) return '';
  return digestOf(step.reads.map((id) => [id, inputOf(step, id, look)]) as Json);
}

function inputOf({own}: Step, id: StepRef, {entries, handlers}: Pick<LookContext, 'entries' | 'handlers'>): Json {
  const entry = entries.get(id);
  const args = own?.[id];
  const handler = entry && (handlers.get(entry.step.kind) as StepHandler | undefined);
  if (args !== undefined && entry?.after !== undefined && handler?.merge?.share !== undefined)
    return handler.merge.share(args, entry.after);
  return [entry?.digest ?? null, entry?.after ?? null];
}
