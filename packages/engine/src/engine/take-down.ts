import {combineErrors, DevstackError, type Kept, messageOf, type Step} from '@devstack/sdk';
import {applySteps, revertEntries} from '../execute/execute.ts';
import type {RunContext} from '../execute/run-context.ts';
import {digestOf} from '../execute/step-digest.ts';
import {loadHandlers} from '../execute/step-table.ts';
import {preUninstallSteps} from '../plan/component-steps.ts';
import {requiring} from '../plan/select-components.ts';
import type {RunReport} from '../reports.ts';
import type {RunOptionsOfAction} from '../settings.ts';
import type {TraceEntry, TraceState} from '../trace/records.ts';
import {removeRoot, sweepRoot} from '../trace/root-directory.ts';
import {type Blueprint, drawBlueprint} from './blueprint.ts';
import {obsoleteEntries, runningEntries} from './bring-up.ts';
import {declaredEnvironment} from './client-environment.ts';
import {enterNamespace, leaveNamespace} from './enter-namespace.ts';
import {choiceRecord, readChoices, readState} from './installation.ts';
import {keptEntries} from './kept-entries.ts';
import {loadEntryHandlers} from './look.ts';
import {reportRun} from './report-run.ts';
import type {Session} from './session.ts';
import {storedSecrets} from './stored-secrets.ts';
import {recordAction, withWorkplace} from './working.ts';

/** `stop`: takes back what runs, in reverse order. With names only what belongs to these components. */
export async function stop(session: Session, wanted: readonly string[]): Promise<RunReport> {
  const startedMs = Date.now();
  const seen = await readState(session.installation);
  requireInstalled(session, seen, wanted);
  await loadEntryHandlers(session, seen);
  const isAsked = ({step}: TraceEntry): boolean =>
    wanted.length === 0 || step.components.some((name) => wanted.includes(name));
  if (!runningEntries({entries: seen.entries, handlers: session.handlers}).some(isAsked)) {
    return reportRun(session, {action: 'stop', components: wanted, results: [], kept: [], startedMs});
  }
  return withWorkplace(session, async ({trace, run: runWith}) => {
    const run = runWith(await storedSecrets(session));
    const entries = runningEntries(run).filter(isAsked);
    session.emit({type: 'run-started', action: 'stop', total: entries.length});
    const kept = await recordAction(session, trace, 'stop', async () => {
      await enterNamespace(session, trace.state, run);
      return revertEntries(entries, run);
    });
    return reportRun(session, {action: 'stop', components: wanted, results: run.results, kept, startedMs});
  });
}

/** `uninstall`: takes back everything, or what belongs to some components and what nobody else needs. */
export async function uninstall(
  session: Session,
  wanted: readonly string[],
  {keep = []}: RunOptionsOfAction,
): Promise<RunReport> {
  const startedMs = Date.now();
  const seen = await readState(session.installation);
  const done = {action: 'uninstall', components: wanted, kept: [], startedMs} as const;
  if (seen.entries.size === 0 && seen.made.length === 0) {
    await sweepRoot(session.installation.paths);
    session.note(`nothing is installed in ${session.installation.root}`);
    return reportRun(session, {...done, results: []});
  }
  requireInstalled(session, seen, wanted);
  await loadEntryHandlers(session, seen);
  const remaining = await planRemaining(session, seen, wanted);
  const secrets = remaining?.secrets ?? (await storedSecrets(session));
  return withWorkplace(session, async ({trace, run: runWith}) => {
    const run = runWith(secrets);
    await enterNamespace(session, trace.state, run);
    const leaving = remaining === undefined ? [...run.entries.values()] : obsoleteEntries(trace.state, remaining.steps);
    const staying = keptEntries(leaving, keep, session.installation.root);
    const entries = leaving.filter((entry) => !staying.has(entry.step.id));
    session.emit({type: 'run-started', action: 'uninstall', total: entries.length});
    const kept = await recordAction(session, trace, 'uninstall', async () => {
      await runPreUninstall(session, trace.state, wanted, run);
      const left = await revertEntries(entries, run);
      if (remaining !== undefined) await applySteps(narrowedSteps(remaining, run), run);
      await leaveNamespace(run);
      const names = remaining?.components.map(({name}) => name) ?? [];
      await trace.append(choiceRecord('components', names));
      await trace.append(choiceRecord('environment', declaredEnvironment(remaining?.components ?? [])));
      return left;
    });
    const stays = run.entries.size === 0 ? await removeRoot(session.installation.paths, trace.state.made) : [];
    const foreign = stays.map((what) => ({what, why: 'it holds what devstack did not make'}));
    return reportRun(session, {...done, results: run.results, kept: withoutRepeats([...kept, ...foreign])});
  });
}

function withoutRepeats(kept: readonly Kept[]): Kept[] {
  return [...new Map(kept.map((one) => [one.what, one])).values()];
}

/** What stays when some components go; undefined when nothing does. */
async function planRemaining(
  session: Session,
  seen: TraceState,
  wanted: readonly string[],
): Promise<Blueprint | undefined> {
  const installed = readChoices(seen).components;
  if (wanted.length === 0 || installed.every((name) => wanted.includes(name))) return undefined;
  const all = await drawBlueprint(session, seen, [], []);
  const others = requiring(all.components, wanted);
  if (others.length > 0) throw stillRequired(wanted, others);
  return drawBlueprint(session, seen, [], wanted);
}

function stillRequired(wanted: readonly string[], others: readonly string[]): DevstackError {
  const require = others.length === 1 ? 'requires' : 'require';
  const why = `${others.toSorted().join(', ')} ${require} ${wanted.length === 1 ? 'it' : 'them'}`;
  return new DevstackError(`cannot uninstall ${wanted.join(', ')}: ${why}`, {
    code: 'DEVSTACK_ERR_REQUIRED',
    suggestions: [`uninstall them too: devstack uninstall ${[...others, ...wanted].join(' ')}`],
  });
}

/** Steps that several components share and that now do less: a transaction without the packages of those that left. */
function narrowedSteps({steps}: Blueprint, run: RunContext): Step[] {
  return steps.filter((step) => {
    const entry = run.entries.get(step.id);
    return (
      entry !== undefined &&
      entry.digest !== digestOf(step.args) &&
      entry.step.components.length > step.components.length
    );
  });
}

async function runPreUninstall(
  session: Session,
  state: TraceState,
  wanted: readonly string[],
  run: RunContext,
): Promise<void> {
  try {
    const {components} = await drawBlueprint(session, state, [], []);
    const leaving = components.filter(({name}) => wanted.length === 0 || wanted.includes(name));
    const steps = leaving.toReversed().flatMap(preUninstallSteps);
    if (steps.length === 0) return;
    await loadHandlers(session.handlers, steps, session.providers);
    await applySteps(steps, run);
    for (const {id} of steps) await run.trace.append({v: 1, t: 'reverted', id});
  } catch (error) {
    if (DevstackError.is(error) && error.code === 'DEVSTACK_ERR_INTERRUPTED') throw error;
    // A plugin that is gone or broken must not keep the machine from becoming clean.
    session.note(`pre-uninstall was skipped: ${messageOf(error)}`);
  }
}

function requireInstalled(session: Session, state: TraceState, wanted: readonly string[]): void {
  const installed = readChoices(state).components;
  const errors = wanted
    .filter((name) => !installed.includes(name))
    .map((name) => {
      session.registry.describe('component', name);
      return new DevstackError(`cannot find ${name} in ${session.installation.root}: it is not installed`, {
        code: 'DEVSTACK_ERR_NOT_INSTALLED',
        suggestions: [installed.length === 0 ? 'nothing is installed there' : `installed are ${installed.join(', ')}`],
      });
    });
  if (errors.length > 0) throw combineErrors(errors);
}
