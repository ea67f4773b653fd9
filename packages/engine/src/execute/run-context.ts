import type {AnyStepHandler, Ownership, StepContext, StepHandler, StepRef, Store, Text} from '@devstack/sdk';
import {resolveText} from '@devstack/sdk';
import type {EventSink, StepOutcome} from '../events.ts';
import type {TraceEntry} from '../trace/records.ts';
import type {Trace} from '../trace/trace-file.ts';

export interface StepResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: StepOutcome;
  readonly ms: number;
  readonly startedMs: number;
}

/** What it takes to look at steps and the machine without changing anything. */
export interface LookContext {
  readonly handlers: ReadonlyMap<string, AnyStepHandler>;
  readonly entries: ReadonlyMap<StepRef, TraceEntry>;
  readonly store: Store;
  readonly emit: EventSink;
  readonly lookUpSecret: (name: string) => string;
  readonly redact: (text: string) => string;
  readonly ownership: StepContext['ownership'];
  /** Fires at the second request to stop: running programs are ended. */
  readonly killing: AbortSignal;
}

/** What a run needs to carry out steps. */
export interface RunContext extends LookContext {
  readonly trace: Trace;
  readonly cpus: number;
  /** Fires at the first request to stop: nothing new starts. */
  readonly stopping?: AbortSignal;
  readonly results: StepResult[];
}

export function handlerOf(run: Pick<LookContext, 'handlers'>, kind: string): StepHandler {
  const handler = run.handlers.get(kind);
  if (handler === undefined) throw new Error(`no handler for steps of kind '${kind}'`);
  return handler as unknown as StepHandler;
}

export function stepContext(run: LookContext, id: string): StepContext {
  return {
    signal: run.killing,
    store: run.store,
    progress: (what, done, total) =>
      run.emit({
        type: 'step-progress',
        id,
        what: run.redact(what),
        ...(done === undefined ? {} : {done}),
        ...(total === undefined ? {} : {total}),
      }),
    resolve: (value: Text) => resolveText(value, run.lookUpSecret),
    ownership: run.ownership,
  };
}

/** Owners as the account of the services and whoever runs devstack. */
export function ownershipFor(account: Ownership, self: Ownership): StepContext['ownership'] {
  return (owner) => (owner === 'service' ? account : self);
}
