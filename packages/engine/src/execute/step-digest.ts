import type {Json, Step, StepRef} from '@devstack/sdk';
import type {TraceEntry} from '../trace/records.ts';
import {sha256} from '../trace/store.ts';

/** Equal for equal data, whatever the order of its keys. */
export function digestOf(value: Json): string {
  return sha256(JSON.stringify(value, sortKeys));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a step reads, as it is now. When it differs from what was recorded, the step must be done again. */
export function inputsOf(step: Step, entries: ReadonlyMap<StepRef, TraceEntry>): string {
  if (step.reads.length === 0) return '';
  const state = step.reads.map((id) => {
    const entry = entries.get(id);
    return [id, entry?.digest ?? null, entry?.after ?? null];
  });
  return digestOf(state as Json);
}
