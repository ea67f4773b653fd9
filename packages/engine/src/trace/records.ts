import type {Action, Json, StepRef} from '@devstack/sdk';

/** What is stored of a step: enough to revert it without its component. */
export interface TracedStep {
  readonly id: StepRef;
  readonly kind: string;
  readonly args: Json;
  readonly components: readonly string[];
  readonly needs: readonly StepRef[];
}

/** What a run does: an action, or a restart of services. */
export type RunAction = Action | 'restart';

/** One line of the trace. `v` is the version of the format; a line of a version that is not known is an error, not a guess. */
export type TraceRecord = {
  readonly v: 1;
} /** The first line: which directories were made for the installation itself, outermost first. */ & (
  | {readonly t: 'root'; readonly made: readonly string[]}
  | {
      readonly t: 'begin';
      readonly action: RunAction;
      readonly command: readonly string[];
      readonly pid: number;
      readonly at: string;
    }
  /** Written and synced before the first effect. `inputs` is the digest of what the step reads. */
  | {
      readonly t: 'intent';
      readonly step: TracedStep;
      readonly digest: string;
      readonly inputs: string;
      readonly before: Json;
    }
  | {readonly t: 'done'; readonly id: StepRef; readonly after: Json; readonly ms: number}
  | {readonly t: 'reverting'; readonly id: StepRef}
  | {readonly t: 'reverted'; readonly id: StepRef}
  /** A choice that later runs keep: the origin of a component, the persona. */
  | {readonly t: 'choice'; readonly key: string; readonly value: Json}
  | {readonly t: 'end'; readonly at: string; readonly outcome: 'done' | 'failed' | 'interrupted'}
);

/** What the trace knows of one step now. */
export interface TraceEntry {
  readonly step: TracedStep;
  readonly digest: string;
  readonly inputs: string;
  readonly before: Json;
  /** Missing while the outcome of the last intent is unknown. */
  readonly after?: Json;
  readonly state: 'intent' | 'done' | 'reverting';
  readonly ms?: number;
}

export interface TraceState {
  readonly made: readonly string[];
  /** In the order of their first intent. */
  readonly entries: Map<StepRef, TraceEntry>;
  readonly choices: Map<string, Json>;
  /** The last record of each step that was taken back and not done again: where the log of a stopped service is. */
  readonly reverted: Map<StepRef, TraceEntry>;
  /** The last action that was begun and not ended. */
  unfinished: RunAction | undefined;
}

export function emptyState(made: readonly string[] = []): TraceState {
  return {made, entries: new Map(), choices: new Map(), reverted: new Map(), unfinished: undefined};
}

/** Applies one record. The state is what all records leave, in order. */
export function applyRecord(state: TraceState, record: TraceRecord): void {
  const {entries} = state;
  switch (record.t) {
    case 'root':
      Object.assign(state, {made: record.made});
      break;
    case 'begin':
      state.unfinished = record.action;
      break;
    case 'end':
      state.unfinished = undefined;
      break;
    case 'intent': {
      const {step, digest, inputs, before} = record;
      const ms = entries.get(step.id)?.ms;
      state.reverted.delete(step.id);
      entries.set(step.id, {step, digest, inputs, before, state: 'intent', ...(ms === undefined ? {} : {ms})});
      break;
    }
    case 'done': {
      const entry = entries.get(record.id);
      if (entry !== undefined) entries.set(record.id, {...entry, after: record.after, ms: record.ms, state: 'done'});
      break;
    }
    case 'reverting': {
      const entry = entries.get(record.id);
      if (entry !== undefined) entries.set(record.id, {...entry, state: 'reverting'});
      break;
    }
    case 'reverted': {
      const entry = entries.get(record.id);
      if (entry !== undefined) state.reverted.set(record.id, entry);
      entries.delete(record.id);
      break;
    }
    case 'choice':
      if (record.value === null) state.choices.delete(record.key);
      else state.choices.set(record.key, record.value);
      break;
  }
}
