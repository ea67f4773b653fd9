/** An entry of an archive, as its header says. */
export interface ArchiveEntry {
  readonly path: string;
  /** As the tar library names them: File, Directory, SymbolicLink, Link, CharacterDevice ... */
  readonly type: string;
  readonly size: number;
  readonly target?: string;
}

/** Which files of an archive make the machine: one disk, and for an Amazon image its kernel and ramdisk. */
export interface MachineParts {
  readonly disk: string;
  readonly kernel?: string;
  readonly ramdisk?: string;
}

const MOST_ENTRIES = 1_000;
const KERNEL = /(^|\/)(aki-[^/]*\/image|[^/]*-?vmlinuz[^/]*)$/;
const RAMDISK = /(^|\/)(ari-[^/]*\/image|[^/]*-?(initrd|initramfs)[^/]*)$/;
const DISK = /(^|\/)(ami-[^/]*\/image|[^/]*\.(img|raw|qcow2|vmdk|vdi|vhdx?|iso))$/;
const FILES = ['File', 'OldFile', 'ContiguousFile'];

/** Whether a file of this name is a disk. */
export function isDisk(path: string): boolean {
  return DISK.test(path);
}

/** Throws for an entry that has no business in an archive of a machine image, and names it. */
export function judgeEntry({path, type, target}: ArchiveEntry, count: number): void {
  if (count > MOST_ENTRIES) throw new Error(`it has more than ${MOST_ENTRIES} entries`);
  if (path.startsWith('/')) throw new Error(`its entry '${path}' has an absolute path`);
  if (path.split('/').includes('..')) throw new Error(`its entry '${path}' leads out of the archive`);
  if (target !== undefined && target !== '') throw new Error(`its entry '${path}' is a link to '${target}'`);
  if (type !== 'Directory' && !FILES.includes(type)) throw new Error(`its entry '${path}' is a ${type}, not a file`);
}

/** Throws when it cannot be told which file is the disk. */
export function findParts(entries: readonly ArchiveEntry[]): MachineParts {
  const files = entries.filter(({type}) => FILES.includes(type)).map(({path}) => path);
  const kernel = only(
    'kernel',
    files.filter((path) => KERNEL.test(path)),
  );
  const ramdisk = only(
    'ramdisk',
    files.filter((path) => RAMDISK.test(path)),
  );
  const disk = only(
    'disk image',
    files.filter((path) => isDisk(path) && path !== kernel && path !== ramdisk),
  );
  if (disk === undefined)
    throw new Error(`it has no disk image in it, only ${files.slice(0, 5).join(', ') || 'nothing'}`);
  return {disk, ...(kernel === undefined ? {} : {kernel}), ...(ramdisk === undefined ? {} : {ramdisk})};
}

function only(what: string, found: readonly string[]): string | undefined {
  if (found.length > 1) throw new Error(`it has more than one ${what}: ${found.join(', ')}`);
  return found[0];
}
