import type {Kept, Step} from '@devstack/sdk';
import type {TraceEntry} from '../trace/records.ts';
import {applyStep} from './apply-step.ts';
import {revertEntry} from './revert-entry.ts';
import {handlerOf, type RunContext} from './run-context.ts';
import {runGraph, type Task} from './schedule.ts';
import {titleOfId} from './step-title.ts';
import {weightOf} from './step-weights.ts';

/** Carries out steps in the order of their needs, as many at once as their resources allow. */
export async function applySteps(steps: readonly Step[], run: RunContext): Promise<void> {
  const tasks = steps.map((step): Task => {
    const handler = handlerOf(run, step.kind);
    return {
      id: step.id,
      needs: step.needs,
      resources: handler.resources?.(step.args) ?? [],
      weight: weightOf(step.kind, run.entries.get(step.id)),
      run: () => applyStep(step, titleOfId(step.id), run),
    };
  });
  await runGraph(tasks, scheduleOptions(run));
}

/** Takes entries back in the reverse of the order in which they were needed. */
export async function revertEntries(entries: readonly TraceEntry[], run: RunContext): Promise<Kept[]> {
  const kept: Kept[] = [];
  const waitsFor = new Map<string, string[]>();
  const leaving = new Set(entries.map(({step}) => step.id));
  for (const {step} of entries) {
    for (const need of needsAmong(leaving, step.needs, run))
      waitsFor.set(need, [...(waitsFor.get(need) ?? []), step.id]);
  }
  const tasks = entries.map((entry): Task => {
    const {id, kind, args} = entry.step;
    return {
      id,
      needs: waitsFor.get(id) ?? [],
      resources: handlerOf(run, kind).resources?.(args) ?? [],
      weight: weightOf(kind, entry),
      run: async () => void kept.push(...(await revertEntry(entry, run))),
    };
  });
  await runGraph(tasks, scheduleOptions(run));
  return kept;
}

/** What stays can stand between: a service needs a migration, which stays, and that needs the database, which goes. */
export function needsAmong(
  leaving: ReadonlySet<string>,
  needs: readonly string[],
  {entries}: Pick<RunContext, 'entries'>,
): readonly string[] {
  const seen = new Set(needs);
  for (const id of seen) {
    if (!leaving.has(id)) for (const need of entries.get(id)?.step.needs ?? []) seen.add(need);
  }
  return [...seen].filter((id) => leaving.has(id));
}

function scheduleOptions({cpus, stopping}: RunContext): {cpus: number; signal?: AbortSignal} {
  return {cpus, ...(stopping === undefined ? {} : {signal: stopping})};
}
