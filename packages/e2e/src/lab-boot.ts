import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chownSync} from 'node:fs';
import {join} from 'node:path';
import type {LabUser} from './base-root.ts';
import {cacheDirectory, repository} from './cache-directory.ts';
import {connectLab} from './lab-network.ts';
import {readProcesses, sleep} from './process-table.ts';
import {removeLabCgroup, waitForSystemd} from './systemd-boot.ts';

/** Pid 1 of a lab, as this machine counts, and what keeps it. */
export interface Boot {
  readonly pid: number;
  readonly holder: ChildProcess;
  readonly directory: string;
  readonly init: LabInit;
}

/** What process 1 is: `sleep`, which reaps and does nothing else, or a real systemd. */
export type LabInit = 'sleep' | 'systemd';

export interface BootOptions {
  readonly user: LabUser;
  readonly network: 'routed' | 'none';
  readonly warmCache: boolean;
  readonly init: LabInit;
}

export const uids = {root: 0, dev: 1000};
const initScripts = {sleep: 'lab-init.sh', systemd: 'lab-systemd.sh'};

/** Starts a machine from its directory. */
export async function bootLab(directory: string, options: BootOptions): Promise<Boot> {
  const namespaces = ['--mount', '--pid', '--uts', '--ipc', '--net'];
  const unshare = ['unshare', ...namespaces, '--fork', '--kill-child', '--propagation', 'private'];
  const script = join(import.meta.dirname, initScripts[options.init]);
  const init = [script, directory, repository, uvCache(options)];
  // The lab dies with this process, however that ends.
  const holder = spawn('setpriv', ['--pdeathsig', 'KILL', ...unshare, 'sh', ...init], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const pid = await waitForInit(holder, options.init);
    if (options.network === 'routed') await connectLab(pid);
    if (options.init === 'systemd') await waitForSystemd(pid);
    return {pid, holder, directory, init: options.init};
  } catch (error) {
    await endHolder(holder);
    throw error;
  }
}

/** Ends every program of the machine. */
export async function endBoot({holder, directory, init}: Boot): Promise<void> {
  await endHolder(holder);
  if (init === 'systemd') await removeLabCgroup(directory);
}

const hasEnded = ({exitCode, signalCode}: ChildProcess) => exitCode !== null || signalCode !== null;
const initOf = (holder: ChildProcess) => readProcesses().find(({parent}) => parent === holder.pid);

/** Pid 1 as programs in the lab know it: systemd-nspawn starts it in namespaces of its own. */
function innerInitOf(holder: ChildProcess, init: LabInit): number | undefined {
  const outer = initOf(holder);
  if (init === 'sleep') return outer?.name === 'sleep' ? outer.pid : undefined;
  return readProcesses().find(({parent, name}) => parent === outer?.pid && name === 'systemd')?.pid;
}

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
async function waitForInit(holder: ChildProcess, init: LabInit): Promise<number> {
  let output = '';
  holder.stderr!.on('data', (chunk) => (output += chunk));
  for (;;) {
    const pid = innerInitOf(holder, init);
    if (pid !== undefined) return pid;
    if (hasEnded(holder)) throw new Error(`cannot create a lab: exit ${holder.exitCode}: ${output}`);
    await sleep(2);
  }
}
