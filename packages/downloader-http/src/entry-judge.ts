import {dirname, join, normalize} from 'node:path/posix';

/** What an archive says is in it, before anything of it is written. */
export interface ArchiveEntry {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  /** Unpacked. */
  readonly bytes: number;
  /** Where a link leads: from its own directory (symlink), from the top of the archive (hardlink). */
  readonly target?: string;
}

export interface ArchiveLimits {
  readonly bytes: number;
  readonly entries: number;
}

/** Thrown for an archive that must not be unpacked. */
export class HostileEntry extends Error {}

/**
 * Looks at the entries of an archive in their order. Whatever could write or read outside of the directory, make a device, or
 * fill the disk throws {@link HostileEntry}. Stricter than needed: nothing may be unpacked through a link at all.
 */
export class EntryJudge {
  private readonly limits: ArchiveLimits;
  private readonly seen = new Map<string, ArchiveEntry['type']>();
  private readonly links = new Map<string, string>();
  private bytes = 0;

  constructor(limits: ArchiveLimits) {
    this.limits = limits;
  }

  add(entry: ArchiveEntry): void {
    const path = plainPath(entry.path);
    this.checkSize(entry);
    if (entry.type === 'other') throw new HostileEntry(`'${entry.path}' is neither file, directory nor link`);
    if (entry.type === 'symlink') this.addSymlink(path, entry.target ?? '');
    if (entry.type === 'hardlink') this.checkHardlink(path, entry.target ?? '');
    this.checkTwice(path, entry.type);
    this.seen.set(path, entry.type);
  }

  /** To be called after the last entry: a link may come after what would be written through it. */
  finish(): void {
    for (const path of this.seen.keys()) {
      const link = parentsOf(path).find((parent) => this.links.has(parent));
      if (link !== undefined) throw new HostileEntry(`'${path}' is below the link '${link}'`);
    }
    for (const [path, target] of this.links) this.checkWay(path, target);
  }

  private checkSize({bytes}: ArchiveEntry): void {
    this.bytes += bytes;
    if (this.bytes > this.limits.bytes) throw new HostileEntry(`it has more than ${this.limits.bytes} bytes`);
    if (this.seen.size >= this.limits.entries)
      throw new HostileEntry(`it has more than ${this.limits.entries} entries`);
  }

  private addSymlink(path: string, target: string): void {
    if (target === '' || leadsOut(join(dirname(path), target)) || target.startsWith('/')) {
      throw new HostileEntry(`the link '${path}' leads out of the directory, to '${target}'`);
    }
    this.links.set(path, target);
  }

  private checkHardlink(path: string, target: string): void {
    if (this.seen.get(plainPath(target)) !== 'file') {
      throw new HostileEntry(`the link '${path}' leads to '${target}', which is no file before it in the archive`);
    }
  }

  private checkTwice(path: string, type: ArchiveEntry['type']): void {
    const before = this.seen.get(path);
    if (before !== undefined && (before !== type || type.endsWith('link'))) {
      throw new HostileEntry(`'${path}' is there twice`);
    }
  }

  /** A link that goes through another link and up again may lead elsewhere than its text says. */
  private checkWay(path: string, target: string): void {
    let way = '';
    for (const part of `${dirname(path)}/${target}`.split('/').slice(0, -1)) {
      way = join(way, part);
      if (this.links.has(way)) throw new HostileEntry(`the link '${path}' leads through the link '${way}'`);
    }
  }
}

/** Without `./` and a slash at the end. */
function plainPath(path: string): string {
  if (path.startsWith('/') || path.includes('\0') || path.split('/').includes('..')) {
    throw new HostileEntry(`'${path}' leads out of the directory`);
  }
  return normalize(path).replace(/\/$/, '');
}

function leadsOut(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) parents.push(parent);
  return parents;
}
