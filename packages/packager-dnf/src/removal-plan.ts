import type {Host} from '@devstack/sdk';
import {ask} from './dnf-run.ts';
import {testRemovalCommand} from './rpm-commands.ts';
import {parseBrokenNeeds} from './rpm-output.ts';

export interface RemovalPlan {
  readonly remove: readonly string[];
  /** Owned packages that stay although nobody asked for them here, with the reason. */
  readonly kept: ReadonlyMap<string, string>;
}

export interface RemovalQuestion {
  /** Owned packages that are there. */
  readonly owned: readonly string[];
  /** Those of them that are still asked for. */
  readonly wanted: readonly string[];
  /** Those of them that somebody has asked dnf for since. */
  readonly claimed: readonly string[];
  readonly provides: ReadonlyMap<string, readonly string[]>;
}

/** Which of the owned packages can go: rpm knows what the rest of the machine needs. */
export async function planRemoval(
  host: Host,
  {owned, wanted, claimed, provides}: RemovalQuestion,
): Promise<RemovalPlan> {
  const kept = new Map(claimed.map((id) => [id, 'it was asked for by name since']));
  const neededByWanted = new Set<string>();
  const first = owned.filter((id) => !kept.has(id) && !wanted.includes(id));
  for (let remove = first; ; ) {
    const needs = remove.length === 0 ? [] : parseBrokenNeeds((await ask(host, testRemovalCommand(remove))).stderr);
    const staying = new Map(
      needs.flatMap(({capability, by}) => (provides.get(capability) ?? []).map((id) => [id, by] as const)),
    );
    const now = remove.filter((id) => !staying.has(id));
    if (now.length === remove.length) return {remove, kept};
    for (const [id, by] of staying) {
      const isForWanted = [...wanted, ...neededByWanted].some((other) => isOf(by, other));
      if (isForWanted) neededByWanted.add(id);
      else if (remove.includes(id)) kept.set(id, `${nameOf(by)} needs it`);
    }
    remove = now;
  }
}

/** `name-version-release.arch` */
function nameOf(full: string): string {
  return full.replace(/-[^-]+-[^-]+$/, '');
}

function isOf(full: string, id: string): boolean {
  return `${nameOf(full)}.${full.slice(full.lastIndexOf('.') + 1)}` === id;
}
