import {type Action, DevstackError, type Step} from '@devstack/sdk';
import {handlerOf, type LookContext, stepContext} from '../execute/run-context.ts';
import {titleOfEntry, titleOfId} from '../execute/step-title.ts';
import type {PlannedStep, PlanReport} from '../reports.ts';
import type {TraceEntry, TraceState} from '../trace/records.ts';
import {planBringUp, runningEntries} from './bring-up.ts';
import {readChoices, readState} from './installation.ts';
import {checkPending, loadEntryHandlers, lookAt} from './look.ts';
import {compareWithMachine} from './machine-needs.ts';
import {readScene, type Session} from './session.ts';

/** What an action would do. Looks at the machine and changes nothing. */
export async function reportPlan(session: Session, action: Action, wanted: readonly string[]): Promise<PlanReport> {
  const state = await readState(session.installation);
  return action === 'install' || action === 'start'
    ? reportBringUp(session, state, action, wanted)
    : reportTakeDown(session, state, action, wanted);
}

async function reportBringUp(
  session: Session,
  state: TraceState,
  action: 'install' | 'start',
  wanted: readonly string[],
): Promise<PlanReport> {
  const {blueprint, steps, pending, obsolete} = await planBringUp(session, state, action, wanted);
  await compareWithMachine(session, state, blueprint);
  const look = lookAt(session, state, blueprint.secrets);
  // What somebody has written is wrong in a plan too; the machine may be another one when it is carried out.
  await checkPending(
    pending.filter(({place}) => place !== undefined),
    look,
  );
  const changing = withReaders(steps, pending);
  const planned = await Promise.all(steps.map((step) => describeStep(step, changing.has(step.id), look)));
  return {
    action,
    root: session.installation.root,
    persona: blueprint.persona.name,
    components: blueprint.components.map(({name, context}) => ({
      name,
      origin: context.origin,
      series: context.release.series,
    })),
    notes: session.notes,
    steps: [...(await Promise.all(obsolete.map((entry) => describeRevert(entry, look)))), ...planned],
  };
}

/** A step is done again when something that it reads changes. */
function withReaders(steps: readonly Step[], pending: readonly Step[]): Set<string> {
  const changing = new Set(pending.map(({id}) => id));
  for (const step of steps) if (step.reads.some((read) => changing.has(read))) changing.add(step.id);
  return changing;
}

async function describeStep(step: Step, changes: boolean, look: LookContext): Promise<PlannedStep> {
  const {id, kind, phase, components, needs, why} = step;
  const common = {id, kind, phase, components, needs, ...(why === undefined ? {} : {why})};
  if (!changes) return {...common, change: 'present', title: titleOfId(id), details: []};
  const {title, details = [], content, ...rest} = await handlerOf(look, kind).describe(step, stepContext(look, id));
  const redacted = content === undefined ? {} : {content: redactContent(content, look)};
  return {...common, change: look.entries.has(id) ? 'update' : 'apply', title, details, ...rest, ...redacted};
}

function redactContent(
  content: NonNullable<PlannedStep['content']>,
  {redact}: LookContext,
): NonNullable<PlannedStep['content']> {
  const {before} = content;
  return {...content, after: redact(content.after), ...(before === undefined ? {} : {before: redact(before)})};
}

async function reportTakeDown(
  session: Session,
  state: TraceState,
  action: 'stop' | 'uninstall',
  wanted: readonly string[],
): Promise<PlanReport> {
  const {handlers, installation} = session;
  await loadEntryHandlers(session, state);
  const installed = readChoices(state);
  const unknown = wanted.find((name) => !installed.components.includes(name));
  if (unknown !== undefined) {
    throw new DevstackError(`cannot find ${unknown} in ${installation.root}: it is not installed`, {
      code: 'DEVSTACK_ERR_NOT_INSTALLED',
    });
  }
  const entries = action === 'stop' ? runningEntries({entries: state.entries, handlers}) : [...state.entries.values()];
  const asked = entries.filter(
    ({step}) => wanted.length === 0 || step.components.some((name) => wanted.includes(name)),
  );
  const {persona} = await readScene(session, installed.persona);
  const look = lookAt(session, state, undefined);
  return {
    action,
    root: installation.root,
    persona: persona.name,
    components: installed.components.map((name) => ({name, origin: installed.origins.get(name) ?? '', series: ''})),
    notes: session.notes,
    steps: await Promise.all(asked.toReversed().map((entry) => describeRevert(entry, look))),
  };
}

async function describeRevert(entry: TraceEntry, look: LookContext): Promise<PlannedStep> {
  const {id, kind, components, needs} = entry.step;
  const step: Step = {...entry.step, phase: 'uninstall', reads: []};
  // What is recorded can be taken back even where it can no longer be described: a plugin may have changed since.
  const title = await Promise.resolve()
    .then(() => handlerOf(look, kind).describe(step, stepContext(look, id)))
    .then((description) => description.title)
    .catch(() => titleOfEntry(entry));
  return {id, kind, phase: 'uninstall', components, needs, change: 'revert', title, details: []};
}
