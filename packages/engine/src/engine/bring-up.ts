import type {Json, Kept, Step} from '@devstack/sdk';
import {applySteps, revertEntries} from '../execute/execute.ts';
import {handlerOf, type RunContext} from '../execute/run-context.ts';
import {ISOLATION, isolationRecord} from '../isolation/isolation-choice.ts';
import {closureOf} from '../plan/check-graph.ts';
import {isStartPhase} from '../plan/component-steps.ts';
import type {RunReport} from '../reports.ts';
import type {TraceEntry, TraceState} from '../trace/records.ts';
import type {Trace} from '../trace/trace-file.ts';
import {type Blueprint, drawBlueprint} from './blueprint.ts';
import {checkRootReachable} from './check-root.ts';
import {declaredEnvironment} from './client-environment.ts';
import {choiceRecord, readState} from './installation.ts';
import {checkPending, findPending, loadEntryHandlers, lookAt} from './look.ts';
import {compareWithMachine} from './machine-needs.ts';
import {reportRun} from './report-run.ts';
import {runnerChoice} from './runner-choice.ts';
import type {Session} from './session.ts';
import {isSameState, recordAction, type Workplace, withWorkplace} from './working.ts';

/** What an action has to do: everything, in order, of which most may be done already. */
export interface Work {
  readonly blueprint: Blueprint;
  readonly steps: readonly Step[];
  readonly pending: readonly Step[];
  /** Recorded, but no longer part of what should be. */
  readonly obsolete: readonly TraceEntry[];
}

export async function planBringUp(
  session: Session,
  state: TraceState,
  action: 'install' | 'start',
  wanted: readonly string[],
): Promise<Work> {
  const blueprint = await drawBlueprint(session, state, wanted);
  sayNotes(session, blueprint);
  const steps = closureOf(blueprint.steps, (step) => isTarget(step, action, blueprint.selected, state));
  await loadEntryHandlers(session, state);
  const look = lookAt(session, state, blueprint.secrets);
  const pending = await findPending(steps, look);
  return {blueprint, steps, pending, obsolete: obsoleteEntries(state, blueprint.steps)};
}

/** A second plan of the same run says nothing again. */
function sayNotes({note, notes}: Session, {components}: Blueprint): void {
  for (const message of components.flatMap(({component}) => component.notes())) {
    if (!notes.includes(message)) note(message);
  }
}

/** What already runs is a target too: a component that joins may have changed what it reads. */
function isTarget(
  {id, phase, components}: Step,
  action: 'install' | 'start',
  selected: readonly string[],
  {entries}: TraceState,
): boolean {
  if (!isStartPhase(phase)) return components.length > 0;
  return action === 'start' && (entries.has(id) || components.some((name) => selected.includes(name)));
}

export function obsoleteEntries({entries}: TraceState, steps: readonly Step[]): TraceEntry[] {
  const known = new Set(steps.map(({id}) => id));
  return [...entries.values()].filter(({step}) => !known.has(step.id));
}

/** `install` and `start`: brings the machine to what is planned. Touches nothing when it is so already. */
export async function bringUp(
  session: Session,
  action: 'install' | 'start',
  wanted: readonly string[],
): Promise<RunReport> {
  const startedMs = Date.now();
  const seen = await readState(session.installation);
  const planned = await planBringUp(session, seen, action, wanted);
  await compareWithMachine(session, seen, planned.blueprint);
  await planned.blueprint.secrets.complete(session.settings.ask);
  if (planned.pending.length > 0 && planned.steps.some(({kind}) => kind === 'user')) {
    await checkRootReachable(session.host, session.installation);
  }
  await checkPending(planned.pending, lookAt(session, seen, planned.blueprint.secrets));
  if (planned.pending.length === 0 && planned.obsolete.length === 0 && seen.unfinished === undefined) {
    return reportRun(session, {action, blueprint: planned.blueprint, results: [], kept: [], startedMs});
  }
  return withWorkplace(session, async (place) => {
    const unchanged = isSameState(seen, place.trace.state);
    const work = unchanged ? planned : await planBringUp(session, place.trace.state, action, wanted);
    const {blueprint} = work;
    await blueprint.secrets.complete(session.settings.ask);
    await blueprint.secrets.save();
    const run = place.run(blueprint.secrets);
    session.emit({type: 'run-started', action, total: work.steps.length + work.obsolete.length});
    const kept = await recordAction(session, place.trace, action, () => carryOut(session, work, action, run, place));
    return reportRun(session, {action, blueprint, results: run.results, kept, startedMs});
  });
}

async function carryOut(
  {settings}: Session,
  {blueprint, steps, obsolete}: Work,
  action: 'install' | 'start',
  run: RunContext,
  {trace}: Workplace,
): Promise<Kept[]> {
  await recordChoices(blueprint, settings.runner, trace);
  const running = new Set(runningEntries(run).map(({step}) => step.id));
  const inCloud = obsolete.filter((entry) => livesInCloud(entry, blueprint.steps));
  const kept = await revertEntries(
    obsolete.filter((entry) => !inCloud.includes(entry)),
    run,
  );
  await applySteps(steps, run);
  // The others wait for a run that starts their service.
  const reachable = inCloud.filter((entry) => livesInCloud(entry, steps));
  kept.push(...(await revertEntries(reachable, run)));
  if (action === 'install') {
    // A database that had to run for a migration was not asked for: it goes back to how it was.
    const startedForIt = runningEntries(run).filter(({step}) => !running.has(step.id));
    await revertEntries(startedForIt, run);
  }
  return kept;
}

/** Made by asking a service, and all that it was made with stays: only that service can take it back, and only while it runs. */
export function livesInCloud({step}: TraceEntry, steps: readonly Step[]): boolean {
  const staying = new Map(steps.map(({id, kind}) => [id, kind]));
  return step.needs.every((need) => staying.has(need)) && step.needs.some((need) => staying.get(need) === 'service');
}

async function recordChoices(
  {components, selected, personaRef, namespace}: Blueprint,
  runner: string | undefined,
  trace: Trace,
): Promise<void> {
  const {choices} = trace.state;
  const wanted = new Map<string, Json>([
    ['persona', personaRef],
    ...(namespace === undefined && !choices.has(ISOLATION) ? [] : ([[ISOLATION, isolationRecord(namespace)]] as const)),
    ['environment', declaredEnvironment(components)],
    ['components', components.map(({name}) => name)],
    ...components.map(({name, context}) => [`origin:${name}`, context.origin] as const),
    ...components.map(({name, context}) => [`subsystems:${name}`, context.subsystems] as const),
    ...(runner === undefined ? [] : selected.map((name) => [runnerChoice(name), runner] as const)),
  ]);
  for (const [key, value] of wanted) {
    if (JSON.stringify(choices.get(key)) !== JSON.stringify(value)) await trace.append(choiceRecord(key, value));
  }
}

/** Entries that `stop` takes back. */
export function runningEntries(run: Pick<RunContext, 'entries' | 'handlers'>): TraceEntry[] {
  return [...run.entries.values()].filter(({step}) => handlerOf(run, step.kind).lifetime === 'running');
}
