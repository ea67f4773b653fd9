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

const PIN = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\]*?))?\s*\\?$/;

/** Reads what `uv pip compile --generate-hashes --annotate` writes. */
export function parseLock(text: string): LockEntry[] {
  const entries: {name: string; version: string; marker: string; hashes: string[]; via: string[]}[] = [];
  for (const line of text.split('\n')) {
    const pin = PIN.exec(line);
    if (pin !== null) {
      const [, name, version, marker = ''] = pin;
      entries.push({name: normaliseName(name!), version: version!, marker: marker.trim(), hashes: [], via: []});
    }
    const last = entries.at(-1);
    if (last === undefined) continue;
    const hash = /--hash=(sha\d+:[0-9a-f]+)/.exec(line)?.[1];
    if (hash !== undefined) last.hashes.push(hash);
    const annotation = /^\s+#\s+(?:via\s+)?(\S+)\s*$/.exec(line)?.[1];
    if (annotation !== undefined && annotation !== 'via') last.via.push(normaliseName(annotation));
  }
  return entries.map((entry) => ({...entry, hashes: entry.hashes.toSorted(), via: entry.via.toSorted()}));
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
