import {closeSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, type Stats} from 'node:fs';
import {join} from 'node:path';
import {type ExtendedAttributes, readAttributes, readAttributesBelow} from './extended-attributes.ts';
import {compareStanzas, stanzaFiles} from './package-stanzas.ts';

export interface Difference {
  path: string;
  change: 'added' | 'changed' | 'removed';
  /** What differs, for a person: `mode 644 -> 600, content`. */
  detail: string;
}

export interface Layers {
  upper: string;
  /** The first that has a path wins; none of them has whiteouts. */
  lowers: readonly string[];
}

interface Entry {
  file: string;
  stat: Stats;
}

const stat = (file: string): Stats | undefined => lstatSync(file, {throwIfNoEntry: false});
const isWhiteout = (stats: Stats) => stats.isCharacterDevice() && stats.rdev === 0;

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'directory';
  if (stats.isFile()) return 'file';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isFIFO() ? 'fifo' : stats.isSocket() ? 'socket' : `device ${stats.rdev}`;
}

function isSameContent(a: string, b: string): boolean {
  const files = [openSync(a, 'r'), openSync(b, 'r')] as const;
  const buffers = [Buffer.alloc(1 << 16), Buffer.alloc(1 << 16)] as const;
  try {
    for (;;) {
      const [size, other] = [readSync(files[0], buffers[0]), readSync(files[1], buffers[1])];
      if (size !== other || !buffers[0].subarray(0, size).equals(buffers[1].subarray(0, size))) return false;
      if (size === 0) return true;
    }
  } finally {
    for (const file of files) closeSync(file);
  }
}

function compareContent(before: Entry, after: Entry): string[] {
  if (after.stat.isSymbolicLink()) {
    const [old, fresh] = [readlinkSync(before.file), readlinkSync(after.file)];
    return old === fresh ? [] : [`target ${old} -> ${fresh}`];
  }
  if (!after.stat.isFile()) return [];
  return before.stat.size === after.stat.size && isSameContent(before.file, after.file) ? [] : ['content'];
}

const modeOf = (stats: Stats) => (stats.mode & 0o7777).toString(8);
const ownerOf = (stats: Stats) => `${stats.uid}:${stats.gid}`;

/** One comparison of an upper layer with what lies below it. */
class Comparison {
  readonly found: Difference[] = [];
  readonly #layers: Layers;
  readonly #attributes: ExtendedAttributes;

  constructor(layers: Layers, attributes: ExtendedAttributes) {
    this.#layers = layers;
    this.#attributes = attributes;
  }

  visit(path: string): void {
    const file = join(this.#layers.upper, path);
    const stats = stat(file);
    if (!stats) return; // a program that still runs has just removed it
    const after = {file, stat: stats};
    const before = lowerEntry(this.#layers, path);
    if (isWhiteout(after.stat)) this.#visitRemoved(path);
    else if (!before) this.#add(path, 'added', kindOf(after.stat));
    else this.#compare(path, before, after);
    if (after.stat.isDirectory()) this.#visitChildren(path, after);
    else if (before?.stat.isDirectory() && !isWhiteout(after.stat)) this.#visitHidden(path, []);
  }

  #visitChildren(path: string, {file}: Entry): void {
    const names = readdirSync(file);
    for (const name of names) this.visit(join(path, name));
    if (this.#attributes.get(file)?.get('trusted.overlay.opaque') === '0x79') this.#visitHidden(path, names);
  }

  #visitHidden(path: string, kept: readonly string[]): void {
    for (const name of lowerNames(this.#layers, path)) if (!kept.includes(name)) this.#visitRemoved(join(path, name));
  }

  #visitRemoved(path: string): void {
    const before = lowerEntry(this.#layers, path);
    if (!before) return;
    this.#add(path, 'removed', kindOf(before.stat));
    if (before.stat.isDirectory()) this.#visitHidden(path, []);
  }

  #compare(path: string, before: Entry, after: Entry): void {
    const kinds = [kindOf(before.stat), kindOf(after.stat)];
    if (kinds[0] !== kinds[1]) {
      this.#add(path, 'changed', kinds.join(' -> '));
      return;
    }
    const pairs = [
      ['mode', modeOf(before.stat), modeOf(after.stat)],
      ['owner', ownerOf(before.stat), ownerOf(after.stat)],
      ['attributes', this.#attributesOf(before.file), this.#attributesOf(after.file)],
    ];
    const details = pairs.filter(([, old, fresh]) => old !== fresh).map(([what, a, b]) => `${what} ${a} -> ${b}`);
    details.push(...(stanzaFiles.includes(path) ? [] : compareContent(before, after)));
    if (details.length > 0) this.#add(path, 'changed', details.join(', '));
  }

  #attributesOf(file: string): string {
    const own = [...(this.#attributes.get(file) ?? [])].filter(([name]) => !name.startsWith('trusted.overlay.'));
    return (
      own
        .map((pair) => pair.join('='))
        .sort()
        .join(' ') || 'none'
    );
  }

  #add(path: string, change: Difference['change'], detail: string): void {
    if (!stanzaFiles.includes(path) || change === 'changed') this.found.push({path, change, detail});
  }
}

function lowerEntry({lowers}: Layers, path: string): Entry | undefined {
  for (const lower of lowers) {
    const [file, stats] = [join(lower, path), stat(join(lower, path))];
    if (stats) return {file, stat: stats};
  }
  return undefined;
}

function lowerNames({lowers}: Layers, path: string): string[] {
  const listed = lowers.map((lower) => join(lower, path)).filter((file) => stat(file)?.isDirectory());
  return [...new Set(listed.flatMap((file) => readdirSync(file)))];
}

function pathsBelow(directory: string, path = '/'): string[] {
  const entries = readdirSync(join(directory, path), {withFileTypes: true});
  const below = entries.map((entry) => ({path: join(path, entry.name), isDirectory: entry.isDirectory()}));
  return [path, ...below.flatMap((entry) => (entry.isDirectory ? pathsBelow(directory, entry.path) : [entry.path]))];
}

async function readAllAttributes(layers: Layers): Promise<ExtendedAttributes> {
  const below = pathsBelow(layers.upper).flatMap((path) => lowerEntry(layers, path)?.file ?? []);
  return new Map([...(await readAttributesBelow(layers.upper)), ...(await readAttributes(below))]);
}

function compareDatabase(layers: Layers, path: string): Difference[] {
  const [before, after] = [lowerEntry(layers, path), stat(join(layers.upper, path))];
  if (!after) return [];
  const text = isWhiteout(after) ? '' : readFileSync(join(layers.upper, path), 'utf8');
  const detail = compareStanzas(before ? readFileSync(before.file, 'utf8') : '', text);
  return detail ? [{path, change: 'changed', detail}] : [];
}

/** What an overlay's upper directory makes different from its lower ones. Times of change are no difference. */
export async function machineDiff(layers: Layers): Promise<Difference[]> {
  const comparison = new Comparison(layers, await readAllAttributes(layers));
  comparison.visit('/');
  const databases = stanzaFiles.flatMap((path) => compareDatabase(layers, path));
  return [...comparison.found, ...databases].sort((a, b) => (a.path < b.path ? -1 : 1));
}
