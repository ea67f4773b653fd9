import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chownSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {baseRoot, type LabUser} from './base-root.ts';
import {cacheDirectory, repository} from './cache-directory.ts';
import type {CommandResult} from './command.ts';
import {keepDownloads, makeLabDirectory, removeLabDirectory} from './lab-directory.ts';
import {labEnvironment} from './lab-environment.ts';
import {connectLab} from './lab-network.ts';
import {LabProcess} from './lab-process.ts';
import {type Difference, machineDiff} from './machine-diff.ts';
import {readProcesses, sleep} from './process-table.ts';

export interface LabOptions {
  /** Who programs run as: root, or `dev`, who may use sudo without a password. */
  user?: LabUser;
  /** A lab has a network of its own: with nothing but loopback, or one that reaches the registries (unless told). */
  network?: 'routed' | 'none';
  suite?: string;
  /** Share uv's cache with other labs (UV_CACHE_DIR). */
  warmCache?: boolean;
}

export interface SpawnOptions {
  env?: Record<string, string>;
  cwd?: string;
  input?: string;
  /** The lab's own user unless told. */
  user?: 'root' | 'dev';
}

export interface RunOptions extends SpawnOptions {
  timeoutMs?: number;
  allowFailure?: boolean;
}

const homes = {root: '/root', dev: '/home/dev'};
const uids = {root: 0, dev: 1000};
const initScript = join(import.meta.dirname, 'lab-init.sh');

/** A Debian machine of its own: nothing of it is left when it is destroyed, and its diff is all that was done to it. */
export class Lab {
  readonly pid: number;
  readonly network: 'routed' | 'none';
  readonly #directory: string;
  readonly #holder: ChildProcess;
  readonly #user: 'root' | 'dev';
  readonly #extraEnvironment: Record<string, string>;
  #destroyed = false;

  constructor(directory: string, holder: ChildProcess, pid: number, options: Required<LabOptions>) {
    this.pid = pid;
    this.network = options.network;
    this.#directory = directory;
    this.#holder = holder;
    this.#user = options.user === 'root' ? 'root' : 'dev';
    this.#extraEnvironment = options.warmCache ? {UV_CACHE_DIR: '/run/uv-cache'} : {};
  }

  async spawn(argv: readonly string[], {env, cwd, input, user = this.#user}: SpawnOptions = {}): Promise<LabProcess> {
    const environment = {...labEnvironment(homes[user], process.env), ...this.#extraEnvironment, ...env};
    const entrance = {pid: this.pid, uid: uids[user], cwd: cwd ?? homes[user], env: environment};
    return LabProcess.start(input === undefined ? entrance : {...entrance, input}, argv);
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const child = await this.spawn(argv, options);
    const timeoutMs = options.timeoutMs ?? 300_000;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      void child.killTree();
    }, timeoutMs);
    const result = await child.done.finally(() => clearTimeout(timer));
    if (timedOut) throw child.failure(result, `still running after ${timeoutMs} ms, killed`);
    if (result.code !== 0 && !options.allowFailure) throw child.failure(result);
    return result;
  }

  async readFile(path: string): Promise<string> {
    return (await this.run(['cat', path], {user: 'root'})).stdout;
  }

  async exists(path: string): Promise<boolean> {
    return (await this.run(['test', '-e', path], {user: 'root', allowFailure: true})).code === 0;
  }

  /** Every path that differs from the machine as it was created, except in /run, /tmp and /dev, which are in memory. */
  async diff(): Promise<Difference[]> {
    const lowers = ['config', 'base'].map((name) => join(this.#directory, name));
    return machineDiff({upper: join(this.#directory, 'upper'), lowers});
  }

  /** Ends every program in the lab and deletes it. A second call does nothing. */
  async destroy(): Promise<void> {
    if (this.#destroyed) return;
    await endHolder(this.#holder);
    keepDownloads(this.#directory);
    await removeLabDirectory(this.#directory);
    this.#destroyed = true;
  }
}

const hasEnded = ({exitCode, signalCode}: ChildProcess) => exitCode !== null || signalCode !== null;
const initOf = (holder: ChildProcess) => readProcesses().find(({parent}) => parent === holder.pid);

async function endHolder(holder: ChildProcess): Promise<void> {
  if (hasEnded(holder)) return;
  const ended = once(holder, 'exit');
  process.kill(initOf(holder)?.pid ?? holder.pid!, 'SIGKILL');
  await ended;
}

function writeMachineFiles(directory: string, network: 'routed' | 'none'): void {
  const etc = join(directory, 'config/etc');
  writeFileSync(join(etc, 'hostname'), 'lab\n');
  writeFileSync(join(etc, 'hosts'), `${readFileSync('/etc/hosts', 'utf8').trimEnd()}\n127.0.1.1 lab\n`);
  writeFileSync(join(etc, 'resolv.conf'), network === 'routed' ? readFileSync('/etc/resolv.conf') : '');
}

function uvCache({user, warmCache}: Required<LabOptions>): string {
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

export async function createLab(given: LabOptions = {}): Promise<Lab> {
  const options = {user: 'root', network: 'routed', suite: 'bookworm', warmCache: false, ...given} as const;
  const base = await baseRoot(options.suite, options.user);
  const directory = makeLabDirectory(base);
  writeMachineFiles(directory, options.network);
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
    return new Lab(directory, holder, pid, options);
  } catch (error) {
    await endHolder(holder);
    await removeLabDirectory(directory);
    throw error;
  }
}
