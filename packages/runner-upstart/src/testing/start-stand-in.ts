import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import type {OptionValues} from '@devstack/sdk';

export interface StandIn {
  readonly directory: string;
  /** Of the runner, so that it uses this one. */
  readonly options: OptionValues;
  /** Ends it as nobody ends upstart: its jobs go on. */
  kill(): Promise<void>;
  /** The same one again, that knows nothing of the jobs of the first. */
  revive(): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts a stand-in for upstart in a directory of its own. */
export async function startStandIn(): Promise<StandIn> {
  const directory = await mkdtemp(path.join(tmpdir(), 'upstart-'));
  let daemon = await startDaemon(directory);
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    if (daemon.kill('SIGKILL')) await ended;
  };
  return {
    directory,
    options: {
      initctl: path.join(directory, 'initctl'),
      job_directory: path.join(directory, 'init'),
      log_directory: path.join(directory, 'log'),
    },
    kill,
    async revive() {
      for (const name of ['pid', 'requests']) await rm(path.join(directory, name), {force: true});
      daemon = await startDaemon(directory);
    },
    async dispose() {
      await kill();
      await rm(directory, {recursive: true});
    },
  };
}

async function startDaemon(directory: string): Promise<ReturnType<typeof spawn>> {
  const argv = [fileURLToPath(new URL('./init-daemon.ts', import.meta.url)), directory];
  const daemon = spawn(process.execPath, argv, {stdio: ['ignore', 'ignore', 'inherit'], detached: true});
  const pid = path.join(directory, 'pid');
  for (let tries = 0; !existsSync(pid); tries++) {
    if (tries > 500 || daemon.exitCode !== null) throw new Error('the stand-in for upstart did not start');
    await sleep(20);
  }
  return daemon;
}
