import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chownSync} from 'node:fs';
import {join} from 'node:path';
import type {LabUser} from './base-root.ts';
import {cacheDirectory, repository} from './cache-directory.ts';
import {connectLab} from './lab-network.ts';
import {readProcesses, sleep} from './process-table.ts';

/** Pid 1 of a lab, as this machine counts, and what keeps it. */
export interface Boot {
  readonly pid: number;
  readonly holder: ChildProcess;
}

export interface BootOptions {
  readonly user: LabUser;
  readonly network: 'routed' | 'none';
  readonly warmCache: boolean;
}

export const uids = {root: 0, dev: 1000};
const initScript = join(import.meta.dirname, 'lab-init.sh');

/** Starts a machine from its directory. */
export async function bootLab(directory: string, options: BootOptions): Promise<Boot> {
  const namespaces = ['--mount', '--pid', '--uts', '--ipc', '--net'];
  const unshare = ['unshare', ...namespaces, '--fork', '--kill-child', '--propagation', 'private'];
  const init = [initScript, directory, repository, uvCache(options)];
  // The lab dies with this process, however that ends.
  const holder = spawn('setpriv', ['--pdeathsig', 'KILL', ...unshare, 'sh', ...init], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const pid = await waitForInit(holder);
    if (options.network === 'routed') await connectLab(pid);
    return {pid, holder};
  } catch (error) {
    await endHolder(holder);
    throw error;
  }
}

/** Ends every program of the machine. */
export function endBoot({holder}: Boot): Promise<void> {
  return endHolder(holder);
}

const hasEnded = ({exitCode, signalCode}: ChildProcess) => exitCode !== null || signalCode !== null;
const initOf = (holder: ChildProcess) => readProcesses().find(({parent}) => parent === holder.pid);

async function endHolder(holder: ChildProcess): Promise<void> {
  if (hasEnded(holder)) return;
  const ended = once(holder, 'exit');
  process.kill(initOf(holder)?.pid ?? holder.pid!, 'SIGKILL');
  await ended;
}

function uvCache({user, warmCache}: BootOptions): string {
  if (!warmCache) return '';
  const directory = cacheDirectory(`uv-${user}`);
  const uid = user === 'root' ? 0 : uids.dev;
  chownSync(directory, uid, uid);
  return directory;
}

/** Resolves to the pid of pid 1 when the lab is up. */
async function waitForInit(holder: ChildProcess): Promise<number> {
  let output = '';
  holder.stderr!.on('data', (chunk) => (output += chunk));
  for (;;) {
    const init = initOf(holder);
    if (init?.name === 'sleep') return init.pid;
    if (hasEnded(holder)) throw new Error(`cannot create a lab: exit ${holder.exitCode}: ${output}`);
    await sleep(2);
  }
}
