import {DevstackError} from '@devstack/sdk';
import {normaliseName} from './requirement.ts';

/** One pinned distribution of a lock. The same name can stand in a lock twice, with markers that exclude each other. */
export interface LockEntry {
  readonly name: string;
  readonly version: string;
  /** `python_full_version >= '3.13'`; empty when it always applies. */
  readonly marker: string;
  /** `sha256:...`, sorted. */
  readonly hashes: readonly string[];
  /** Names of the distributions that want it; what a person asked for is not among them. */
  readonly via: readonly string[];
}

const PIN = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;]+)\s*(?:;\s*(.*?)\s*)?$/;
const HASH = /\s--hash=(sha\d+:[0-9a-f]+)/g;

/**
 * Reads what `uv pip compile --generate-hashes --annotate` writes. Throws DEVSTACK_ERR_PACKAGES for anything else, and for a pin
 * without a hash: what is not understood would be installed as the index offers it today. `name` is for that error.
 */
export function parseLock(text: string, name: string): LockEntry[] {
  const entries: (Omit<LockEntry, 'via'> & {via: string[]})[] = [];
  for (const line of text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    if (/^\s*#/.test(line)) entries.at(-1)?.via.push(...parentsIn(line));
    else entries.push({...parsePin(line, name), via: []});
  }
  return entries.map((entry) => ({...entry, via: entry.via.toSorted()}));
}

function parsePin(line: string, lock: string): Omit<LockEntry, 'via'> {
  const hashes = [...line.matchAll(HASH)].map(([, hash]) => hash!).sort();
  const [, name, version, marker = ''] = PIN.exec(line.replaceAll(HASH, '').trim()) ?? [];
  if (name === undefined || version === undefined || hashes.length === 0) {
    throw new DevstackError(`cannot read ${lock}: '${line.trim().slice(0, 80)}' is not a version with a hash`, {
      code: 'DEVSTACK_ERR_PACKAGES',
      suggestions: ['make the lock anew: npm run lock', 'use the git origin for code that is not released'],
    });
  }
  return {name: normaliseName(name), version, marker, hashes};
}

/** `# via keystone`, or a line of the list below `# via`; what a person asked for (`-r -`) is no distribution. */
function parentsIn(comment: string): string[] {
  const word = /^\s+#\s+(?:via\s+)?(\S+)\s*$/.exec(comment)?.[1];
  return word === undefined || word === 'via' ? [] : [normaliseName(word)];
}

export interface RenderOptions {
  /** Lines of a comment at the top. */
  readonly header?: readonly string[];
  /** Without who wants what: for uv, which does not read it. */
  readonly plain?: boolean;
}

/** The same text for the same entries, whatever their order. */
export function renderLock(entries: readonly LockEntry[], options: RenderOptions = {}): string {
  const sorted = entries.toSorted((a, b) => compare(a.name, b.name) || compare(a.marker, b.marker));
  const lines = [
    ...(options.header ?? []).map((line) => `# ${line}`),
    ...sorted.flatMap((entry) => renderEntry(entry, options.plain === true)),
  ];
  return `${lines.join('\n')}\n`;
}

function renderEntry({name, version, marker, hashes, via}: LockEntry, isPlain: boolean): string[] {
  const pin = `${name}==${version}${marker === '' ? '' : ` ; ${marker}`}`;
  const lines = [pin, ...hashes.map((hash) => `    --hash=${hash}`)].join(' \\\n');
  return isPlain || via.length === 0 ? [lines] : [lines, '    # via', ...via.map((name) => `    #   ${name}`)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
