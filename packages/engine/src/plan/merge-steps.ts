import {type AnyStepHandler, type Json, type Step, type StepHandler, stepRef} from '@devstack/sdk';

import {compareText} from './compare-text.ts';

type Handlers = ReadonlyMap<string, AnyStepHandler>;

/**
 * Makes one step of those that can share their work: one transaction of a packager, one Python environment, one directory that two
 * components declare. The name of a merged step does not depend on how many there were, so that it is the same in every run.
 */
export function mergeSteps(steps: readonly Step[], handlers: Handlers): Step[] {
  const renamed = new Map<string, string>();
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const id = mergedId(step, handlers);
    renamed.set(step.id, id);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [step]);
    else group.push(step);
  }
  const rename = (id: string, ids: readonly string[]): string[] => [
    ...new Set(ids.map((one) => renamed.get(one) ?? one).filter((one) => one !== id)),
  ];
  return [...groups].map(([id, group]) => {
    const [first] = group as [Step, ...Step[]];
    const own = ownParts(first, groups, renamed, handlers);
    return {
      ...first,
      ...(own === undefined ? {} : {own}),
      id,
      args: group.length === 1 && id === first.id ? first.args : combine(group, handlers),
      components: [...new Set(group.flatMap(({components}) => components))].sort(),
      needs: rename(
        id,
        group.flatMap(({needs}) => needs),
      ),
      reads: rename(
        id,
        group.flatMap(({reads}) => reads),
      ),
    };
  });
}

/** Nothing where the handlers do not tell parts of their work from each other. */
function ownParts(
  {components: [component], reads}: Step,
  groups: ReadonlyMap<string, readonly Step[]>,
  renamed: ReadonlyMap<string, string>,
  handlers: Handlers,
): Step['own'] {
  const parts = reads.flatMap((read) => {
    const id = renamed.get(read) ?? read;
    const wanted = (groups.get(id) ?? []).filter(({components}) => components[0] === component);
    const [part] = wanted;
    if (part === undefined || mergeOf(part, handlers)?.share === undefined) return [];
    return [[id, combine(wanted, handlers)] as const];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

function mergeOf(step: Step, handlers: Handlers): NonNullable<StepHandler['merge']> | undefined {
  return (handlers.get(step.kind) as StepHandler | undefined)?.merge;
}

function mergedId(step: Step, handlers: Handlers): string {
  const merge = mergeOf(step, handlers);
  return merge === undefined ? step.id : stepRef('shared', step.kind, merge.key(step.args));
}

/** What one component says of a directory comes before what is only on the way to something else. */
function combine(group: readonly Step[], handlers: Handlers): Json {
  const sorted = group.toSorted((a, b) => compareText(nameOf(a), nameOf(b)));
  return mergeOf(group[0]!, handlers)!.combine(sorted.map(({args}) => args));
}

function nameOf({components}: Step): string {
  return components[0] ?? '\uffff';
}
