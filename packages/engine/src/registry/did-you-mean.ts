import {distance} from 'fastest-levenshtein';

/** The known name that was probably meant, or undefined when none is near. */
export function nearestName(wrong: string, known: Iterable<string>): string | undefined {
  const candidates = [...known].map((name) => ({name, away: awayFrom(wrong.toLowerCase(), name.toLowerCase())}));
  const best = candidates.sort((a, b) => a.away - b.away)[0];
  return best !== undefined && best.away <= Math.max(1, Math.floor(wrong.length / 3)) ? best.name : undefined;
}

/** `; did you mean 'port'?`, or nothing. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const name = nearestName(wrong, known);
  return name === undefined ? '' : `; did you mean '${name}'?`;
}

/** Letters in another order are one mistake, not two. */
function awayFrom(wrong: string, name: string): number {
  const edits = distance(wrong, name);
  return edits === 2 && sorted(wrong) === sorted(name) ? 1 : edits;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
