import type {Kept, Phase} from '@devstack/sdk';
import type {StepResult} from '../execute/run-context.ts';
import type {RunReport} from '../reports.ts';
import type {Blueprint} from './blueprint.ts';
import type {Session} from './session.ts';

export interface RunOutcome {
  readonly action: RunReport['action'];
  /** Missing where components were not planned: stop, and uninstall of everything. */
  readonly blueprint?: Blueprint;
  readonly components?: readonly string[];
  readonly results: readonly StepResult[];
  readonly kept: readonly Kept[];
  readonly startedMs: number;
}

export function reportRun(session: Session, outcome: RunOutcome): RunReport {
  const {action, blueprint, results, kept, startedMs} = outcome;
  const running =
    action === 'start' ? (blueprint?.components ?? []).filter(({name}) => blueprint?.selected.includes(name)) : [];
  return {
    action,
    root: session.installation.root,
    components: outcome.components ?? blueprint?.selected ?? [],
    unchanged: results.every(({outcome: one}) => one === 'present'),
    steps: results.map((result) => ({...result, startedMs: result.startedMs - startedMs})),
    phases: phaseTimes(results, blueprint),
    ms: Date.now() - startedMs,
    endpoints: running.flatMap(({component}) => component.endpoints()),
    kept,
    notes: session.notes,
  };
}

/** Phases of different components overlap: each is measured from its first start to its last end. */
function phaseTimes(results: readonly StepResult[], blueprint: Blueprint | undefined): Partial<Record<Phase, number>> {
  const phaseOf = new Map(blueprint?.steps.map(({id, phase}) => [id, phase]));
  const spans = new Map<Phase, {from: number; to: number}>();
  for (const {id, startedMs, ms, outcome} of results) {
    const phase = phaseOf.get(id);
    if (phase === undefined || outcome === 'present') continue;
    const span = spans.get(phase) ?? {from: startedMs, to: startedMs};
    spans.set(phase, {from: Math.min(span.from, startedMs), to: Math.max(span.to, startedMs + ms)});
  }
  return Object.fromEntries([...spans].map(([phase, {from, to}]) => [phase, to - from]));
}
