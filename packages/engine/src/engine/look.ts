import {combineErrors, DevstackError, type Step} from '@devstack/sdk';
import {appliedOf, isUpToDate} from '../execute/apply-step.ts';
import {handlerOf, type LookContext, ownershipFor, stepContext} from '../execute/run-context.ts';
import {loadHandlers} from '../execute/step-table.ts';
import type {SecretBook} from '../secrets/secret-book.ts';
import type {TraceState} from '../trace/records.ts';
import {ContentStore} from '../trace/store.ts';
import type {Session} from './session.ts';

/** A context for looking: nothing that is done with it changes the machine. */
export function lookAt(session: Session, state: TraceState, secrets: SecretBook | undefined): LookContext {
  const {handlers, installation, emit, settings} = session;
  return {
    handlers,
    entries: state.entries,
    store: new ContentStore(installation.paths.store),
    emit,
    lookUpSecret: (name) => secrets?.lookup(name) ?? '',
    redact: (text) => secrets?.redact(text) ?? text,
    ownership: ownershipFor(installation.account, installation.self),
    killing: settings.killSignal ?? new AbortController().signal,
  };
}

/** The handlers of everything that is recorded: it may be taken back, though no step of its kind is planned any more. */
export async function loadEntryHandlers({handlers, providers}: Session, {entries}: TraceState): Promise<void> {
  await loadHandlers(
    handlers,
    [...entries.values()].map(({step}) => step),
    providers,
  );
}

/** Which steps are not as they should be. */
export async function findPending(steps: readonly Step[], look: LookContext): Promise<Step[]> {
  const upToDate = await Promise.all(steps.map((step) => isUpToDate(step, look)));
  return steps.filter((_, index) => !upToDate[index]);
}

async function checkStep({id, kind, args, place}: Step, look: LookContext): Promise<void> {
  try {
    await handlerOf(look, kind).check?.(args, appliedOf(look.entries.get(id)), stepContext(look, id));
  } catch (cause) {
    if (place === undefined || !DevstackError.is(cause)) throw cause;
    const {message, code, suggestions} = cause;
    throw new DevstackError(`${message}; ${place} asks for it`, {code, suggestions, cause});
  }
}

/** Throws everything that is certain to go wrong with these steps, before any of them is begun. */
export async function checkPending(steps: readonly Step[], look: LookContext): Promise<void> {
  const outcomes = await Promise.allSettled(steps.map((step) => checkStep(step, look)));
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  const bug = reasons.find((reason) => !DevstackError.is(reason));
  if (bug !== undefined) throw bug;
  if (reasons.length > 0) throw combineErrors(reasons as DevstackError[]);
}
