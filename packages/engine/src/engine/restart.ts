import {DevstackError} from '@devstack/sdk';
import {needsAmong} from '../execute/execute.ts';
import {handlerOf, type RunContext, stepContext} from '../execute/run-context.ts';
import {runGraph, type Task} from '../execute/schedule.ts';
import {digestOf} from '../execute/step-digest.ts';
import {explainStepError} from '../execute/step-error.ts';
import {titleOfEntry} from '../execute/step-title.ts';
import {weightOf} from '../execute/step-weights.ts';
import type {RunReport} from '../reports.ts';
import {unusableRunner} from '../steps/service-step.ts';
import type {TraceEntry, TraceState} from '../trace/records.ts';
import {readState} from './installation.ts';
import {type KnownService, knownServices, selectServices} from './known-services.ts';
import {reportRun} from './report-run.ts';
import {componentOf, configured, findRunner, requireFitting} from './runner-choice.ts';
import type {Session} from './session.ts';
import {storedSecrets} from './stored-secrets.ts';
import {recordAction, withWorkplace} from './working.ts';

/** A service, and the runner that it will have. */
interface Turn {
  readonly service: KnownService;
  readonly runner: string;
}

/**
 * `restart`: stops services, those that need others first, and starts them again as they were started last, those that others need first.
 * Plans nothing and loads no component: it is what people do all day. Another runner takes over where one is chosen.
 */
export async function restart(session: Session, names: readonly string[]): Promise<RunReport> {
  const startedMs = Date.now();
  const report = {action: 'restart', kept: [], startedMs} as const;
  const turns = await chooseTurns(session, await readState(session.installation), names);
  const components = [...new Set(turns.map(({service}) => componentOf(service.id)))];
  if (turns.length === 0) return reportRun(session, {...report, components, results: []});
  await requireNamespace(session);
  return withWorkplace(session, async ({trace, run: runWith}) => {
    const run = runWith(await storedSecrets(session));
    const now = await chooseTurns(session, trace.state, names);
    session.emit({type: 'run-started', action: 'restart', total: now.length});
    await recordAction(session, trace, 'restart', async () => {
      await runGraph(tasksOf(now, run), run.stopping === undefined ? run : {cpus: run.cpus, signal: run.stopping});
      return [];
    });
    return reportRun(session, {...report, components, results: run.results});
  });
}

async function requireNamespace({isolation}: Session): Promise<void> {
  const namespace = await isolation.namespace();
  if (namespace === undefined || (await namespace.isWhole())) return;
  throw new DevstackError('cannot restart services: the namespaces of the cloud are gone, and all that ran in them', {
    code: 'DEVSTACK_ERR_NOT_INSTALLED',
    suggestions: ['devstack up'],
  });
}

/** Throws what would leave a service stopped, before anything is. */
async function chooseTurns(session: Session, state: TraceState, names: readonly string[]): Promise<Turn[]> {
  const known = knownServices(state);
  const selected = selectServices(session.installation, known, names);
  const stopped = names.length === 0 ? undefined : selected.find(({isStarted}) => !isStarted);
  if (stopped !== undefined) throw wasStopped(stopped.id);
  const turns = await Promise.all(
    selected
      .filter(({isStarted}) => isStarted)
      .map(async (service) => ({service, runner: await runnerFor(session, service)})),
  );
  await Promise.all(turns.map((turn) => requireUsable(session, turn)));
  return turns;
}

async function runnerFor(session: Session, {id, runner}: KnownService): Promise<string> {
  const {settings, configuration} = session;
  if (settings.runner === 'auto') return findRunner(session);
  return settings.runner ?? configured(configuration, id) ?? runner;
}

async function requireUsable(session: Session, {service, runner}: Turn): Promise<void> {
  if (runner === service.runner) return;
  await requireFitting(session, service.id, runner);
  const usable = await (await session.providers.runner(runner)).probe();
  if (!usable.usable) throw unusableRunner({...service.args, runner}, usable);
}

function wasStopped(id: string): DevstackError {
  return new DevstackError(`cannot restart ${id}: it was stopped`, {
    code: 'DEVSTACK_ERR_NOT_INSTALLED',
    suggestions: [`devstack start ${componentOf(id)}`],
  });
}

function tasksOf(turns: readonly Turn[], run: RunContext): Task[] {
  const stepIds = new Set(turns.map(({service}) => service.entry.step.id));
  const needsOf = new Map(
    turns.map(({service: {entry}}) => [entry.step.id, needsAmong(stepIds, entry.step.needs, run)] as const),
  );
  return turns.flatMap((turn) => {
    const {entry} = turn.service;
    const {id} = entry.step;
    const users = [...needsOf].filter(([, needs]) => needs.includes(id)).map(([user]) => `stop ${user}`);
    const common = {resources: [], weight: weightOf('service', entry)};
    let startedMs = Date.now();
    const stop = async (): Promise<void> => {
      startedMs = Date.now();
      await attempt(entry, startedMs, run, () => stopService(turn, run));
    };
    const start = (): Promise<void> => attempt(entry, startedMs, run, () => startService(turn, startedMs, run));
    return [
      {id: `stop ${id}`, needs: users, ...common, run: stop},
      {
        id: `start ${id}`,
        needs: [`stop ${id}`, ...needsOf.get(id)!.map((need) => `start ${need}`)],
        ...common,
        run: start,
      },
    ];
  });
}

/** The record stays where it is, as an intent: after a crash the same command, or `start`, finds what is left to do. */
async function stopService({service: {entry}}: Turn, run: RunContext): Promise<void> {
  const {step, digest, inputs, before, after, state} = entry;
  const {id} = step;
  run.emit({type: 'step-started', id, title: titleOfEntry(entry)});
  run.emit({type: 'step-progress', id, what: 'stopping'});
  await run.trace.append({v: 1, t: 'intent', step, digest, inputs, before});
  const known = state === 'intent' || after === undefined ? {} : {after};
  await handlerOf(run, step.kind).revert({args: step.args, before, ...known}, stepContext(run, id));
}

async function startService({service: {entry}, runner}: Turn, startedMs: number, run: RunContext): Promise<void> {
  const {step, before, inputs} = entry;
  const {id} = step;
  const args = {...(step.args as object), runner};
  const isSwitched = runner !== (step.args as {readonly runner?: string}).runner;
  run.emit({type: 'step-progress', id, what: 'starting'});
  if (isSwitched) {
    await run.trace.append({v: 1, t: 'intent', step: {...step, args}, digest: digestOf(args), inputs, before});
  }
  const after = await handlerOf(run, step.kind).apply(args, {before}, stepContext(run, id));
  const ms = Date.now() - startedMs;
  // The time that a service takes to start is what later runs plan with.
  await run.trace.append({v: 1, t: 'done', id, after: after ?? null, ms});
  const title = titleOfEntry(entry);
  run.results.push({id, title, outcome: 'changed', ms, startedMs});
  run.emit({type: 'step-done', id, title, outcome: 'changed', ms});
}

async function attempt(
  entry: TraceEntry,
  startedMs: number,
  run: RunContext,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const {id} = entry.step;
    const error = explainStepError(id, cause, run.redact);
    run.emit({type: 'step-failed', id, title: titleOfEntry(entry), ms: Date.now() - startedMs, error});
    throw error;
  }
}
