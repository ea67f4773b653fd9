import {messageOf, type Step, type StepRef} from '@devstack/sdk';
import {applyStep} from '../execute/apply-step.ts';
import {revertEntries} from '../execute/execute.ts';
import type {RunContext} from '../execute/run-context.ts';
import {isOfMachineAlone} from '../execute/step-table.ts';
import {titleOfId} from '../execute/step-title.ts';
import {NAMESPACE_STEP} from '../plan/complete-steps.ts';
import type {TraceEntry, TraceState} from '../trace/records.ts';
import type {Session} from './session.ts';

/** For `stop` and `uninstall`: what is to be taken back was done in namespaces that may have gone; then they are made once more. */
export async function enterNamespace(session: Session, state: TraceState, run: RunContext): Promise<void> {
  const entry = entryOf(state);
  if (![...state.entries.values()].some(({step}) => !isOfMachineAlone(step.kind))) return;
  if (entry === undefined || (await (await session.isolation.namespace())?.isWhole())) return;
  const step: Step = {...entry.step, phase: 'configure', reads: []};
  try {
    await applyStep(step, titleOfId(step.id), run);
  } catch (error) {
    // What cannot be made any more must not keep the machine from becoming clean.
    session.note(`the namespaces of the cloud are gone, and cannot be made again: ${messageOf(error)}`);
  }
}

/** Those that only came back for what was taken back go again. */
export async function leaveNamespace(run: RunContext): Promise<void> {
  const entry = run.entries.get(NAMESPACE_STEP);
  const isUsed = [...run.entries.values()].some(({step}) => step.kind === 'service');
  if (entry !== undefined && !isUsed) await revertEntries([entry], run);
}

function entryOf({entries, reverted}: TraceState): TraceEntry | undefined {
  const id: StepRef = NAMESPACE_STEP;
  return entries.get(id) ?? reverted.get(id);
}
