import type {CpioEntry} from './cpio.ts';

/** Files of this package in the machine, with their permission bits. */
export const GUEST_FILES: Readonly<Record<string, number>> = {
  init: 0o755,
  'bin/say': 0o755,
  'bin/metadata': 0o755,
  'etc/inittab': 0o644,
  'etc/boot': 0o755,
  'etc/dhcp': 0o755,
  'etc/user-data': 0o755,
  'etc/acpi/PWRF/00000080': 0o755,
  'etc/passwd': 0o644,
  'etc/group': 0o644,
  'etc/shadow': 0o600,
  'etc/profile': 0o644,
  'etc/shells': 0o644,
};

const DIRECTORIES = [
  ...['bin', 'dev', 'etc', 'etc/acpi', 'etc/acpi/PWRF', 'home', 'home/devstack', 'home/tiny', 'lib', 'lib/modules'],
  ...['lib64', 'mnt', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var', 'var/log'],
];

const LINKS = {sbin: 'bin', 'usr/bin': '../bin', 'usr/sbin': '../bin', 'usr/lib': '../lib', 'var/run': '../run'};

export interface InitrdFiles {
  /** By path in the machine. */
  readonly guest: Readonly<Record<string, Uint8Array>>;
  /** busybox and the like, for /bin. */
  readonly programs: Readonly<Record<string, Uint8Array>>;
  /** By path in the machine. */
  readonly libraries: Readonly<Record<string, Uint8Array>>;
  /** In the order in which they are loaded. */
  readonly modules: readonly {readonly name: string; readonly content: Uint8Array}[];
}

/** The whole file system of the machine; it lives in memory. */
export function initrdEntries({guest, programs, libraries, modules}: InitrdFiles): CpioEntry[] {
  const order = Buffer.from(modules.map(({name}) => `${name}\n`).join(''));
  const libraryDirectories = [...new Set(Object.keys(libraries).flatMap(parentsOf))].filter(
    (path) => !DIRECTORIES.includes(path),
  );
  return [
    ...[...DIRECTORIES, ...libraryDirectories.sort()].map((path) => ({path, type: 'directory', mode: 0o755}) as const),
    ...Object.entries(LINKS).map(([path, target]) => ({path, type: 'symlink', target}) as const),
    // The kernel opens it before anything is mounted.
    {path: 'dev/console', type: 'device', mode: 0o600, major: 5, minor: 1},
    ...Object.entries(guest).map(([path, content]) => file(path, GUEST_FILES[path] ?? 0o644, content)),
    ...Object.entries(programs).map(([name, content]) => file(`bin/${name}`, 0o755, content)),
    ...Object.entries(libraries).map(([path, content]) => file(path, 0o755, content)),
    ...modules.map(({name, content}) => file(`lib/modules/${name}.ko`, 0o644, content)),
    file('lib/modules/order', 0o644, order),
  ];
}

function file(path: string, mode: number, content: Uint8Array): CpioEntry {
  return {path, type: 'file', mode, content};
}

/** `lib/x86_64-linux-gnu/libc.so.6`: lib, lib/x86_64-linux-gnu */
function parentsOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
