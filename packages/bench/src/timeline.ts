/** A step that was carried out; times in milliseconds from the first one's start. */
export interface TimedStep {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly needs: readonly string[];
}

/** The way that could not have been shorter: from the step that ended last back to the need that each waited for longest. */
export function criticalPath(steps: readonly TimedStep[]): readonly string[] {
  const known = new Map(steps.map((step) => [step.id, step]));
  const path: string[] = [];
  for (let step = latest(steps); step !== undefined; ) {
    path.unshift(step.id);
    step = latest(step.needs.flatMap((need) => known.get(need) ?? []));
  }
  return path;
}

/**
 * A line a step, in the order of their ends: started, ended, took, and how long it had waited for a processor though all it needs was
 * there. The critical path has a star.
 */
export function renderTimeline(steps: readonly TimedStep[], shownFromMs: number): string {
  const known = new Map(steps.map((step) => [step.id, step]));
  const critical = new Set(criticalPath(steps));
  const lines = steps
    .filter(({id, startMs, endMs}) => critical.has(id) || endMs - startMs >= shownFromMs)
    .toSorted((a, b) => a.endMs - b.endMs)
    .map((step) => {
      const {id, startMs, endMs} = step;
      const ready = latest(step.needs.flatMap((need) => known.get(need) ?? []))?.endMs ?? 0;
      const numbers = [startMs, endMs, endMs - startMs, startMs - ready].map(seconds).join(' ');
      return `${critical.has(id) ? '*' : ' '} ${numbers}  ${id}`;
    });
  return ['   start     end    took  waited  step', ...lines, ''].join('\n');
}

function latest(steps: readonly TimedStep[]): TimedStep | undefined {
  return steps.reduce<TimedStep | undefined>(
    (last, step) => (last === undefined || step.endMs > last.endMs ? step : last),
    undefined,
  );
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2).padStart(7);
}
