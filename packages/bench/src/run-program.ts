import {type SpawnSyncOptions, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {performance} from 'node:perf_hooks';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Milliseconds from the start of a program to its end. Throws when the exit status is not accepted. */
export function timeProgram(argv: readonly [string, ...string[]], options: SpawnSyncOptions, accept = [0]): number {
  const [program, ...args] = argv;
  const startMs = performance.now();
  const {status, error} = spawnSync(program, args, {stdio: 'ignore', ...options});
  const ms = performance.now() - startMs;
  if (error !== undefined) throw error;
  if (!accept.includes(status ?? -1)) throw new Error(`${argv.join(' ')} ended with ${status}`);
  return ms;
}

/** Runs a program to its end and returns what it prints. Throws with its last words when it fails. */
export async function runProgram(
  argv: readonly [string, ...string[]],
  options: {readonly env: Variables; readonly cwd: string},
): Promise<string> {
  const [program, ...args] = argv;
  const child = spawn(program, args, {...options, env: {...options.env}, stdio: ['ignore', 'pipe', 'pipe']});
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`${argv.join(' ')} ended with ${code}:\n${stderr.trimEnd().split('\n').slice(-15).join('\n')}`);
  return stdout;
}
