import {mkdir} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {acquireLock, type Lock} from '@devstack/engine';
import {DevstackError} from '@devstack/sdk';

export interface LockOptions {
  readonly command: readonly string[];
  readonly say: (line: string) => void;
  /** How long to wait for another run. */
  readonly waitMs: number;
}

const LOOK_EVERY_MS = 200;

/** One command at a time changes the plugins: a second one waits for the first, and says so. */
export async function withDataLock<T>(
  directory: string,
  {command, say, waitMs}: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(directory, {recursive: true, mode: 0o700});
  const paths = {root: directory, lock: path.join(directory, '.lock'), holder: path.join(directory, '.holder.json')};
  const until = Date.now() + waitMs;
  let isTold = false;
  for (;;) {
    const lock = await tryLock(paths, command);
    if (!DevstackError.is(lock)) return work().finally(() => lock.release());
    if (Date.now() >= until) throw inUse(lock, directory);
    if (!isTold) say(`waiting: ${lock.message}`);
    isTold = true;
    await sleep(LOOK_EVERY_MS);
  }
}

async function tryLock(
  paths: Parameters<typeof acquireLock>[0],
  command: readonly string[],
): Promise<Lock | DevstackError> {
  try {
    return await acquireLock(paths, command);
  } catch (error) {
    if (DevstackError.is(error) && error.code === 'DEVSTACK_ERR_LOCKED') return error;
    throw error;
  }
}

function inUse({message}: DevstackError, directory: string): DevstackError {
  return new DevstackError(message, {
    code: 'DEVSTACK_ERR_LOCKED',
    suggestions: [`wait until it has ended; it is about the plugins in ${directory}`],
  });
}
