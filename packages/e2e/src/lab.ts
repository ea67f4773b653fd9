import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type BaseKind, baseRoot, type LabUser} from './base-root.ts';
import type {CommandResult} from './command.ts';
import {type Boot, bootLab, endBoot, type LabInit, uids} from './lab-boot.ts';
import {keepDownloads, makeLabDirectory, removeLabDirectory} from './lab-directory.ts';
import {labEnvironment} from './lab-environment.ts';
import {LabProcess} from './lab-process.ts';
import {type Difference, machineDiff} from './machine-diff.ts';

export interface LabOptions {
  /** Who programs run as: root, or `dev`, who may use sudo without a password. */
  user?: LabUser;
  /** A lab has a network of its own: with nothing but loopback, or one that reaches the registries (unless told). */
  network?: 'routed' | 'none';
  suite?: string;
  /** What process 1 is; `sleep` unless told. */
  init?: LabInit;
  /** What is installed on it; what its user and its process 1 need, unless told. */
  base?: BaseKind;
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

/** A Debian machine of its own: nothing of it is left when it is destroyed, and its diff is all that was done to it. */
export class Lab {
  readonly network: 'routed' | 'none';
  readonly #directory: string;
  readonly #options: Required<LabOptions>;
  #boot: Boot;
  readonly #user: 'root' | 'dev';
  readonly #extraEnvironment: Record<string, string>;
  #destroyed = false;

  constructor(directory: string, boot: Boot, options: Required<LabOptions>) {
    this.network = options.network;
    this.#directory = directory;
    this.#options = options;
    this.#boot = boot;
    this.#user = options.user === 'root' ? 'root' : 'dev';
    this.#extraEnvironment = options.warmCache ? {UV_CACHE_DIR: '/run/uv-cache'} : {};
  }

  /** Of pid 1, as this machine counts. Another after a reboot. */
  get pid(): number {
    return this.#boot.pid;
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

  /**
   * As after a power cut: all programs end at once, what was in memory is gone (/run, /tmp, /dev), the disk stays as it was. The machine has a new
   * boot id, and counts pids from the beginning.
   */
  async reboot(): Promise<void> {
    await endBoot(this.#boot);
    this.#boot = await bootLab(this.#directory, this.#options);
  }

  /** Ends every program in the lab and deletes it. A second call does nothing. */
  async destroy(): Promise<void> {
    if (this.#destroyed) return;
    await endBoot(this.#boot);
    keepDownloads(this.#directory);
    await removeLabDirectory(this.#directory);
    this.#destroyed = true;
  }
}

function writeMachineFiles(directory: string, network: 'routed' | 'none'): void {
  const etc = join(directory, 'config/etc');
  writeFileSync(join(etc, 'hostname'), 'lab\n');
  writeFileSync(join(etc, 'hosts'), `${readFileSync('/etc/hosts', 'utf8').trimEnd()}\n127.0.1.1 lab\n`);
  // As the images of Debian for containers have it: nobody cuts the power of a lab, and thousands of files would wait for the disk.
  mkdirSync(join(etc, 'dpkg/dpkg.cfg.d'), {recursive: true});
  writeFileSync(join(etc, 'dpkg/dpkg.cfg.d/lab'), 'force-unsafe-io\n');
  writeFileSync(join(etc, 'resolv.conf'), network === 'routed' ? readFileSync('/etc/resolv.conf') : '');
}

export async function createLab(given: LabOptions = {}): Promise<Lab> {
  const options = {
    user: 'root',
    network: 'routed',
    suite: 'bookworm',
    warmCache: false,
    init: 'sleep',
    base: given.init === 'systemd' ? 'systemd' : (given.user ?? 'root'),
    ...given,
  } as const;
  const directory = makeLabDirectory(await baseRoot(options.suite, options.base));
  writeMachineFiles(directory, options.network);
  try {
    return new Lab(directory, await bootLab(directory, options), options);
  } catch (error) {
    await removeLabDirectory(directory);
    throw error;
  }
}
