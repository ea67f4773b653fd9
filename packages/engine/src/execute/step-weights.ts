import type {TraceEntry} from '../trace/records.ts';

/** Rough seconds by kind, until a step's own duration is known: what others wait for longest should start first. */
const SECONDS: Readonly<Record<string, number>> = {
  packages: 30,
  python: 8,
  unpacked: 2,
  source: 5,
  command: 3,
  service: 3,
  image: 3,
};
const QUICK = 0.01;

export function weightOf(kind: string, entry: TraceEntry | undefined): number {
  return entry?.ms === undefined ? (SECONDS[kind] ?? QUICK) : entry.ms / 1000;
}
