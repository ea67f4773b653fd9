import path from 'node:path';
import type {RunOptionsOfAction} from '../settings.ts';
import type {TraceEntry} from '../trace/records.ts';

type Keep = NonNullable<RunOptionsOfAction['keep']>;

/** The ids of entries that `--keep` leaves, with everything that these need: a database that stays keeps its owner and its directories. */
export function keptEntries(entries: readonly TraceEntry[], keep: Keep, root: string): Set<string> {
  const byId = new Map(entries.map((entry) => [entry.step.id, entry]));
  const kept = new Set(entries.filter((entry) => isAskedToStay(entry, keep, root)).map(({step}) => step.id));
  for (const id of kept) for (const need of byId.get(id)?.step.needs ?? []) kept.add(need);
  return kept;
}

function isAskedToStay({step}: TraceEntry, keep: Keep, root: string): boolean {
  const target = (step.args as {path?: string} | null)?.path ?? '';
  const isBelow = (directory: string): boolean => `${target}/`.startsWith(`${path.join(root, directory)}/`);
  return (
    (keep.includes('packages') && step.kind === 'packages') ||
    (keep.includes('sources') && (step.kind === 'source' || isBelow('cache'))) ||
    (keep.includes('data') && (isBelow('data') || step.kind === 'key-file'))
  );
}
