import {type ChildProcess, spawn} from 'node:child_process';
import {userInfo} from 'node:os';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {DevstackError, messageOf} from '../errors.ts';
import type {Argv, RunOptions, RunResult} from '../host.ts';

const KEPT =
  /^(PATH|HOME|USER|LANG|TZ|(https?|no|all)_proxy|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/i;
const KILL_AFTER_MS = 10_000;

export function baseEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => KEPT.test(name) && value !== undefined);
  return {PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...Object.fromEntries(kept)};
}

export async function runProgram(argv: Argv, options: RunOptions = {}): Promise<RunResult> {
  const {home, ...identity} = options.user === undefined ? {} : await accountOf(options.user);
  const env = {...baseEnvironment(), ...(home === undefined ? {} : {HOME: home, USER: options.user}), ...options.env};
  const [program, ...rest] = elevate(argv, options);
  const child = withUmask(options.umask, () =>
    spawn(program, rest, {cwd: options.cwd, env, detached: true, stdio: 'pipe', ...identity}),
  );
  feed(child, options);
  return finish(child, argv, options);
}

/** What comes when the program has ended goes nowhere, and nobody waits for it. */
function feed({stdin}: ChildProcess, {input = ''}: RunOptions): void {
  const isWhole = typeof input === 'string' || input instanceof Uint8Array;
  if (stdin !== null) pipeline(Readable.from(isWhole ? [input] : input), stdin).catch(() => undefined);
}

function elevate(argv: Argv, options: RunOptions): Argv {
  if (options.privileged === undefined || userInfo().uid === 0) return argv;
  return ['sudo', '-n', `--preserve-env=${Object.keys(options.env ?? {}).join(',')}`, '--', ...argv];
}

async function accountOf(user: string): Promise<{uid?: number; gid?: number; home?: string}> {
  if (user === userInfo().username) return {};
  const entry = (await runProgram(['getent', 'passwd', user])).stdout.trim().split(':');
  return {uid: Number(entry[2]), gid: Number(entry[3]), home: entry[5] ?? '/'};
}

// The umask belongs to the whole process; spawn forks before it returns, so nobody else sees it changed.
function withUmask<Result>(mask: number | undefined, act: () => Result): Result {
  if (mask === undefined) return act();
  const before = process.umask(mask);
  try {
    return act();
  } finally {
    process.umask(before);
  }
}

function finish(child: ChildProcess, argv: Argv, options: RunOptions): Promise<RunResult> {
  const stop = () => stopGroup(child);
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(stop, options.timeoutMs);
  options.signal?.addEventListener('abort', stop, {once: true});
  if (options.signal?.aborted) stop();
  const stdout = options.onOutput === undefined ? collect(child, 'stdout', options) : pass(child, options.onOutput);
  const stderr = collect(child, 'stderr', options);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(commandError(argv, messageOf(error), '', error)));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stop);
      const result = {code: code ?? 1, stdout: stdout(), stderr: stderr()};
      if (code !== null && (options.accept ?? [0]).includes(code)) return resolve(result);
      reject(commandError(argv, signal === null ? `exit status ${code}` : signal, result.stderr || result.stdout));
    });
  });
}

function stopGroup(child: ChildProcess): void {
  killGroup(child, 'SIGTERM');
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), KILL_AFTER_MS);
  child.once('close', () => clearTimeout(timer));
}

function killGroup({pid}: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function collect(child: ChildProcess, from: 'stdout' | 'stderr', {onLine}: RunOptions): () => string {
  let text = '';
  let begun = '';
  child[from]?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (onLine === undefined) return;
    const lines = (begun + chunk).split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) onLine(line, from);
  });
  return () => {
    if (begun !== '') onLine?.(begun, from);
    begun = '';
    return text;
  };
}

function pass({stdout}: ChildProcess, onOutput: NonNullable<RunOptions['onOutput']>): () => string {
  stdout?.on('data', async (piece: Uint8Array) => {
    stdout.pause();
    await onOutput(piece);
    stdout.resume();
  });
  return () => '';
}

function commandError(argv: Argv, reason: string, output: string, cause?: unknown): DevstackError {
  return new DevstackError(`cannot run ${argv.join(' ')}: ${reason}`, {
    code: 'DEVSTACK_ERR_COMMAND',
    cause,
    output: output.trimEnd().split('\n').slice(-20),
  });
}
