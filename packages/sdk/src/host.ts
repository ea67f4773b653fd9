/** A program and its arguments. There is no shell between devstack and a program. */
export type Argv = readonly [string, ...string[]];

/** How a program is run. */
export interface RunOptions {
  readonly cwd?: string;
  /** Added to the clean base environment (PATH, HOME, USER, LANG, TZ, proxies, CA bundles); undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Given on standard input, which is otherwise empty; in pieces as they come, until they or the program end. */
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Runs as this system user. Needs root, unless it is the user already. */
  readonly user?: string;
  /** Why root is needed. A run by an ordinary user is then elevated with sudo. */
  readonly privileged?: string;
  readonly umask?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Exit codes that are no error; [0] unless told. */
  readonly accept?: readonly number[];
  /** Called with each complete line as it is printed. */
  readonly onLine?: (line: string, from: 'stdout' | 'stderr') => void;
  /** Takes standard output piece by piece, as it is printed; the next one waits for it. Neither `onLine` nor the result has any of it then. */
  readonly onOutput?: (piece: Uint8Array) => void | Promise<void>;
}

/** How a program ended, and what it printed. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is known of a path without reading it. */
export interface FileInfo {
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  /** Permission bits, for example 0o640. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  /** Where a symlink points to. */
  readonly target?: string;
}

/** A user and a group of the machine, by name. */
export interface Ownership {
  readonly user: string;
  readonly group: string;
}

/** Permissions and owner of what is written. */
export interface WriteOptions {
  /** Permission bits; the file never has others, not even for a moment. */
  readonly mode: number;
  readonly owner?: Ownership;
}

/** What a machine says of itself; constant until it is booted again. */
export interface HostFacts {
  /** Fields of /etc/os-release: ID, VERSION_ID, ID_LIKE, PRETTY_NAME ... */
  readonly osRelease: Readonly<Record<string, string>>;
  readonly hostname: string;
  /** As `process.arch` says it: x64, arm64. */
  readonly arch: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly uid: number;
  readonly user: string;
  readonly group: string;
  readonly home: string;
  /** How root is reached: it is us, by sudo, or not at all. */
  readonly elevation: 'root' | 'sudo' | 'none';
  /** Changes with each boot; identifies services of an earlier boot as gone. */
  readonly bootId: string;
}

/**
 * The only door to the machine. Local today; behind `nsenter` or on another machine later. Paths are absolute.
 *
 * Every method throws a DevstackError: DEVSTACK_ERR_COMMAND (argv, exit code or signal, last lines of output),
 * DEVSTACK_ERR_PERMISSION, DEVSTACK_ERR_DISK_FULL.
 */
export interface Host {
  readonly kind: string;
  facts(): Promise<HostFacts>;
  /** Runs a program to its end. Cancelled by `signal`: SIGTERM to its process group, then SIGKILL after 10 s. */
  run(argv: Argv, options?: RunOptions): Promise<RunResult>;
  /** The absolute path of a program on PATH, or undefined. */
  which(program: string): Promise<string | undefined>;
  /** Does not follow a symlink at the end; undefined when there is nothing. */
  stat(path: string): Promise<FileInfo | undefined>;
  /** undefined when there is no such file. */
  readFile(path: string): Promise<Uint8Array | undefined>;
  readText(path: string): Promise<string | undefined>;
  /** Whole or not at all: a temporary file beside it, fsync, rename. */
  writeFile(path: string, content: string | Uint8Array, options: WriteOptions): Promise<void>;
  /** One directory; its parent must exist. Idempotent; sets mode and owner only on a directory it makes. */
  makeDirectory(path: string, options: WriteOptions): Promise<void>;
  makeSymlink(target: string, path: string): Promise<void>;
  /** A file or link, or an empty directory; with `recursive` everything below it, never across a mount. Idempotent. */
  remove(path: string, options?: {readonly recursive?: boolean}): Promise<void>;
  /** Names in a directory, sorted; undefined when there is none. */
  list(path: string): Promise<readonly string[] | undefined>;
  rename(from: string, to: string): Promise<void>;
}
