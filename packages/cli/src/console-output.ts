/** So much of the end of what was there must be found again. */
const OVERLAP = 400;

/**
 * What a console has printed since it was read before. The service keeps only the end of a long log, so what was there may begin later now, or
 * be gone: then all of it is new.
 */
export function newOutput(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const end = before.slice(-OVERLAP);
  const at = now.lastIndexOf(end);
  return at < 0 ? now : now.slice(at + end.length);
}
