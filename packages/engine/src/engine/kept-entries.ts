import path from 'node:path';
import type {RunOptionsOfAction} from '../settings.ts';
import type {TraceEntry} from '../trace/records.ts';

type Keep = NonNullable<RunOptionsOfAction['keep']>;

const ENDS = new Set(['service', 'namespace', 'route']);

/** The ids of entries that `--keep` leaves, with everything that these need: a database that stays keeps its owner and its directories. */
export function keptEntries(entries: readonly TraceEntry[], keep: Keep, root: string): Set<string> {
  const byId = new Map(entries.map((entry) => [entry.step.id, entry]));
  const kept = new Set(entries.filter((entry) => isAskedToStay(entry, keep, root)).map(({step}) => step.id));
  for (const id of kept) {
    // What runs ends in any case: a database that stays does not keep its server running, nor the packages of that.
    const needs = byId.get(id)?.step.needs ?? [];
    for (const need of needs) if (!ENDS.has(byId.get(need)?.step.kind ?? '')) kept.add(need);
  }
  return kept;
}

function isAskedToStay({step}: TraceEntry, keep: Keep, root: string): boolean {
  const target = (step.args as {path?: string} | null)?.path ?? '';
  const isBelow = (directory: string): boolean => `${target}/`.startsWith(`${path.join(root, directory)}/`);
  return (
    (keep.includes('packages') && step.kind === 'packages') ||
    (keep.includes('sources') && (step.kind === 'source' || isBelow('cache'))) ||
    (keep.includes('data') && (isBelow('data') || step.kind === 'key-file' || step.kind === 'image'))
  );
}
