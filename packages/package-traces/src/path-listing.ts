import type {Argv} from '@devstack/sdk';

/** Where packages put things. */
const ROOTS = ['/etc', '/usr', '/var'];
/** A package may make one of them; what people and running programs write there is never ours, whenever it appeared. */
const OF_OTHERS = [
  '/usr/src',
  '/var/crash',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/flatpak',
  '/var/lib/libvirt',
  '/var/lib/lxc',
  '/var/lib/lxd',
  '/var/lib/machines',
  '/var/lib/snapd',
  '/var/log/journal',
  '/var/mail',
  '/var/spool/cron',
  '/var/tmp',
  '/var/www',
];

/** Logs that rotated, and everything but directories in /usr/local, come from people and programs. */
const NEVER_OURS = /^\/var\/log\/.*(\.\d+|\.gz|\.xz|\.old|-\d{8})$/;

export interface ListedPath {
  readonly path: string;
  readonly type: string;
  /** Seconds since the epoch, when it was made, or changed where the file system does not know. */
  readonly since: number;
}

const FORMAT = '%y %B@ %C@ %p\\0';
/** Directories of others without what is in them. */
const PRINT = [...anyOf(OF_OTHERS), '-prune', '-printf', FORMAT, '-o', '-printf', FORMAT];

/** What a packager adds to the places that all of them look at. */
export interface Places {
  readonly roots: readonly string[];
  /** What the packager itself writes: databases, caches, logs. */
  readonly pruned: readonly string[];
}

/** Lists everything in the system's directories on their own file systems. */
export function listCommand({roots, pruned}: Places): Argv {
  return ['find', ...ROOTS, ...roots, '-xdev', ...anyOf(pruned), '-prune', '-o', ...PRINT];
}

/** Lists some paths and everything below them. */
export function listBelowCommand(paths: readonly string[]): Argv {
  return ['find', ...paths, '-xdev', ...PRINT];
}

function anyOf(paths: readonly string[]): string[] {
  return ['(', ...paths.flatMap((path) => ['-o', '-path', path]).slice(1), ')'];
}

export function parseListing(output: string): ListedPath[] {
  return output.split('\0').flatMap((record) => {
    const [, type, born, changed, path] = /^(.) (\S+) (\S+) ([\s\S]+)$/.exec(record) ?? [];
    if (type === undefined || path === undefined || isNeverOurs(path, type)) return [];
    return [{path, type, since: Number(born) > 0 ? Number(born) : Number(changed)}];
  });
}

function isNeverOurs(path: string, type: string): boolean {
  return NEVER_OURS.test(path) || (path.startsWith('/usr/local/') && type !== 'd');
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Whether a path or a directory above it is in the set. */
export function isCovered(path: string, set: ReadonlySet<string>): boolean {
  for (let at = path; at !== ''; at = parentOf(at)) if (set.has(at)) return true;
  return false;
}

/** Those that have no ancestor among them. */
export function topmost(paths: readonly string[]): string[] {
  const all = new Set(paths);
  return paths.filter((path) => !isCovered(parentOf(path), all)).sort();
}
