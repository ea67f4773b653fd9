import {DevstackError, type Step} from '@devstack/sdk';

/** Throws when a step needs one that nobody declares, or when steps need each other in a circle. */
export function checkGraph(steps: readonly Step[]): void {
  const byId = new Map(steps.map((step) => [step.id, step]));
  for (const step of steps) {
    const unknown = step.needs.find((need) => !byId.has(need));
    if (unknown === undefined) continue;
    throw new DevstackError(`cannot plan ${step.id}: it needs ${unknown}, which no component declares`, {
      code: 'DEVSTACK_ERR_STEP_UNKNOWN',
      suggestions: [`report it to the author of the component ${step.components.join(', ')}`],
    });
  }
  const circle = findCircle(byId);
  if (circle !== undefined) {
    throw new DevstackError(`cannot plan: ${circle.join(' needs ')}`, {code: 'DEVSTACK_ERR_STEP_CYCLE'});
  }
}

function findCircle(steps: ReadonlyMap<string, Step>): string[] | undefined {
  const finished = new Set<string>();
  const onPath = new Set<string>();
  const visit = (id: string): string[] | undefined => {
    if (finished.has(id)) return undefined;
    if (onPath.has(id)) return [...[...onPath].slice([...onPath].indexOf(id)), id];
    onPath.add(id);
    for (const need of steps.get(id)?.needs ?? []) {
      const circle = visit(need);
      if (circle !== undefined) return circle;
    }
    onPath.delete(id);
    finished.add(id);
    return undefined;
  };
  for (const id of steps.keys()) {
    const circle = visit(id);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** The steps with these ids and everything they need. */
export function closureOf(steps: readonly Step[], wanted: (step: Step) => boolean): Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const kept = new Set(steps.filter(wanted).map(({id}) => id));
  for (const id of kept) for (const need of byId.get(id)?.needs ?? []) kept.add(need);
  return steps.filter(({id}) => kept.has(id));
}
