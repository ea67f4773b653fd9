import {Readable, type Writable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {type Argv, DevstackError, type RunOptions, type RunResult} from '@devstack/sdk';
import {execa} from 'execa';

const KILL_AFTER_MS = 10_000;
const SHOWN_LINES = 20;

export interface Launch {
  readonly argv: Argv;
  readonly env: Readonly<Record<string, string>>;
  readonly ids?: {readonly uid: number; readonly gid: number};
}

/**
 * Runs a program in a session of its own: a Ctrl-C at the terminal does not reach it, so that the current step can finish.
 */
export async function runProgram({argv, env, ids}: Launch, options: RunOptions): Promise<RunResult> {
  const [program, ...args] = argv;
  const subprocess = withUmask(options.umask, () =>
    execa(program, args, {
      cwd: options.cwd ?? '/',
      env,
      extendEnv: false,
      detached: true,
      reject: false,
      stripFinalNewline: false,
      maxBuffer: 64 * 1024 * 1024,
      buffer: {stdout: options.onOutput === undefined},
      ...inputOf(options),
      ...(ids ?? {}),
    }),
  );
  feedPieces(subprocess.stdin, options);
  const stopWatching = watchSignal(subprocess.pid, options);
  // What is taken piece by piece has one reader.
  const stdout = options.onOutput === undefined ? subprocess.stdout : null;
  reportLines({stdout, stderr: subprocess.stderr}, options);
  try {
    const [result] = await Promise.all([subprocess, passOutput(subprocess.stdout, options)]);
    if (result.exitCode === undefined && result.signal === undefined) throw notStarted(argv, result.cause);
    return checkResult(argv, result, options);
  } finally {
    stopWatching();
  }
}

function inputOf({input}: RunOptions): {stdin: 'ignore' | 'pipe'} | {input: string | Uint8Array} {
  if (input === undefined) return {stdin: 'ignore'};
  return isWhole(input) ? {input} : {stdin: 'pipe'};
}

function isWhole(input: NonNullable<RunOptions['input']>): input is string | Uint8Array {
  return typeof input === 'string' || input instanceof Uint8Array;
}

/** What comes when the program has ended goes nowhere, and nobody waits for it. */
function feedPieces(stdin: Writable | null, {input}: RunOptions): void {
  if (stdin === null || input === undefined || isWhole(input)) return;
  pipeline(Readable.from(input), stdin).catch(() => undefined);
}

async function passOutput(stdout: Readable | null, {onOutput}: RunOptions): Promise<void> {
  if (stdout === null || onOutput === undefined) return;
  for await (const piece of stdout) await onOutput(piece as Buffer);
}

/** The child takes the mask of this process at the moment of the fork. */
function withUmask<T>(umask: number | undefined, spawn: () => T): T {
  if (umask === undefined) return spawn();
  const before = process.umask(umask);
  try {
    return spawn();
  } finally {
    process.umask(before);
  }
}

function reportLines(streams: Record<'stdout' | 'stderr', Readable | null>, {onLine}: RunOptions): void {
  if (onLine === undefined) return;
  for (const from of ['stdout', 'stderr'] as const) {
    let rest = '';
    streams[from]?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line, from);
    });
  }
}

function watchSignal(pid: number | undefined, {signal, timeoutMs}: RunOptions): () => void {
  if (pid === undefined) return () => {};
  let killer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    killGroup(pid, 'SIGTERM');
    killer = setTimeout(() => killGroup(pid, 'SIGKILL'), KILL_AFTER_MS);
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, {once: true});
  return () => {
    clearTimeout(timer);
    clearTimeout(killer);
    signal?.removeEventListener('abort', stop);
  };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly stdout?: unknown;
  readonly stderr?: unknown;
  readonly cause?: unknown;
}

function checkResult(argv: Argv, result: Ended, options: RunOptions): RunResult {
  const stdout = String(result.stdout ?? '');
  const stderr = String(result.stderr ?? '');
  if (result.exitCode !== undefined && (options.accept ?? [0]).includes(result.exitCode)) {
    return {code: result.exitCode, stdout, stderr};
  }
  const ending = result.exitCode === undefined ? `ended by ${result.signal}` : `exit code ${result.exitCode}`;
  const output = lastLines(stdout, stderr);
  throw new DevstackError(`cannot run ${argv.join(' ')}: ${ending}`, {
    code: isDiskFull(output) ? 'DEVSTACK_ERR_DISK_FULL' : 'DEVSTACK_ERR_COMMAND',
    output,
  });
}

function lastLines(stdout: string, stderr: string): string[] {
  const lines = (stderr.trim() === '' ? stdout : stderr).trimEnd().split('\n');
  return lines.filter((line) => line.trim() !== '').slice(-SHOWN_LINES);
}

function isDiskFull(output: readonly string[]): boolean {
  return output.some((line) => line.includes('No space left on device') || line.includes('database or disk is full'));
}

function notStarted(argv: Argv, cause: unknown): DevstackError {
  const missing = (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  const reason = missing
    ? `there is no program '${argv[0]}' here`
    : String((cause as Error | undefined)?.message ?? cause);
  return new DevstackError(`cannot run ${argv.join(' ')}: ${reason}`, {code: 'DEVSTACK_ERR_COMMAND', cause});
}
