import {spawn} from 'node:child_process';
import * as fs from 'node:fs/promises';
import {DevstackError} from '@devstack/sdk';

/** `root` is what the lock is for, `holder` a file that says who has it. */
export interface LockPaths {
  readonly root: string;
  readonly lock: string;
  readonly holder: string;
}

interface Holder {
  readonly pid: number;
  readonly command: readonly string[];
  readonly since: string;
}

export interface Lock {
  release(): Promise<void>;
}

const HELD = 75;
/** The child of a run that was killed a moment ago takes so long at most to notice. */
const LET_GO_SECONDS = '0.5';

/**
 * The lock of an installation: flock(2), held by a child that ends with us, however we end. So the kernel frees it, and a lock can never be stale.
 * Throws DEVSTACK_ERR_LOCKED, which says who holds it.
 */
export async function acquireLock(paths: LockPaths, command: readonly string[]): Promise<Lock> {
  const wait = ['--timeout', LET_GO_SECONDS, '--conflict-exit-code', String(HELD)];
  const child = spawn('flock', [...wait, '--no-fork', paths.lock, 'cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const answered = new Promise<'held'>((resolve) => child.stdout.once('data', () => resolve('held')));
  child.stdin.on('error', () => undefined);
  child.stdin.write('held\n');
  const outcome = await Promise.race([answered, exited]);
  if (outcome !== 'held') throw await lockedError(paths, outcome);
  child.unref();
  (child.stdin as {unref?: () => void}).unref?.();
  (child.stdout as {unref?: () => void}).unref?.();
  const holder: Holder = {pid: process.pid, command, since: new Date().toISOString()};
  await fs.writeFile(paths.holder, JSON.stringify(holder), {mode: 0o600});
  return {
    async release() {
      await fs.rm(paths.holder, {force: true});
      child.ref();
      child.stdin.end();
      await exited;
    },
  };
}

async function lockedError(paths: LockPaths, code: number | null): Promise<DevstackError> {
  if (code !== HELD) {
    return new DevstackError(`cannot lock ${paths.root}: flock ended with exit code ${code}`, {
      code: 'DEVSTACK_ERR_COMMAND',
    });
  }
  const holder = await fs.readFile(paths.holder, 'utf8').then(
    (text) => JSON.parse(text) as Holder,
    () => undefined,
  );
  const who =
    holder === undefined ? 'another run' : `'${holder.command.join(' ')}' (pid ${holder.pid}, since ${holder.since})`;
  return new DevstackError(`cannot work on ${paths.root}: ${who} holds the lock`, {
    code: 'DEVSTACK_ERR_LOCKED',
    suggestions: ['wait until it has ended, or work on another directory with --directory'],
  });
}
