import {chmod, mkdir, mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Argv, Host} from '../host.ts';
import {createTestHost} from './test-host.ts';

/** A component to try, as a user would have it. */
export interface TrialOptions {
  /** Absolute path of the plugin's package, which has been built. */
  readonly directory: string;
  /** As in the manifest. */
  readonly component: string;
  /** How devstack is called; the one on PATH when missing. */
  readonly devstack?: Argv;
  /** Values of its options. */
  readonly options?: Readonly<Record<string, string>>;
}

/** A command of a trial, and how the root was after it. */
export interface TrialPhase {
  readonly name: string;
  readonly argv: readonly string[];
  readonly succeeded: boolean;
  /** What it printed. */
  readonly output: string;
  /** Everything below the root then, relative to it, sorted; directories end in a slash. */
  readonly files: readonly string[];
}

/** How a trial went. */
export interface TrialReport {
  readonly phases: readonly TrialPhase[];
  /** What is still there after all of it was taken back; both empty when the component leaves nothing. */
  readonly left: {readonly files: readonly string[]; readonly processes: readonly string[]};
}

/**
 * Takes a component through all of its life: linked, planned, installed, started, asked for its status, stopped and uninstalled, by devstack
 * itself, with a root and a home of its own that are deleted in the end. What a component does outside of its root (packages, system
 * users) is done to this machine, and taken back.
 *
 * @example const {left} = await tryComponent({directory: import.meta.dirname, component: 'hello'});
 */
export async function tryComponent(options: TrialOptions): Promise<TrialReport> {
  const sandbox = await mkdtemp(join(tmpdir(), 'devstack-try-'));
  await chmod(sandbox, 0o755);
  const trial = new Trial(options, createTestHost(), sandbox);
  try {
    return await trial.run();
  } finally {
    await rm(sandbox, {recursive: true, force: true});
  }
}

class Trial {
  readonly #options: TrialOptions;
  readonly #host: Host;
  readonly #sandbox: string;
  readonly #root: string;
  readonly #phases: TrialPhase[] = [];

  constructor(options: TrialOptions, host: Host, sandbox: string) {
    this.#options = options;
    this.#host = host;
    this.#sandbox = sandbox;
    this.#root = join(sandbox, 'root');
  }

  async run(): Promise<TrialReport> {
    const {component, directory} = this.#options;
    await mkdir(join(this.#sandbox, 'home'));
    await this.#try('link', ['plugins', 'link', '--no-install', directory]);
    await this.#try('plan', ['plan', 'start', component, ...this.#settings()]);
    await this.#try('install', ['install', component, '--no-prompt', ...this.#settings()]);
    await this.#try('start', ['start', component, '--no-prompt', ...this.#settings()]);
    await this.#try('status', ['status', ...this.#place()]);
    await this.#try('stop', ['stop', ...this.#place()], 'always');
    await this.#try('uninstall', ['uninstall', ...this.#place()], 'always');
    return {phases: this.#phases, left: {files: await this.#files(), processes: await this.#processes()}};
  }

  /** After a failure only what takes things back is done. */
  async #try(name: string, argv: readonly string[], when: 'in-order' | 'always' = 'in-order'): Promise<void> {
    const hasFailed = this.#phases.some(({succeeded}) => !succeeded);
    if (hasFailed && (when === 'in-order' || (await this.#files()).length === 0)) return;
    const {code, stdout, stderr} = await this.#host.run(
      [...(this.#options.devstack ?? ['devstack']), ...argv] as Argv,
      {
        cwd: this.#sandbox,
        env: {HOME: join(this.#sandbox, 'home'), XDG_DATA_HOME: undefined, XDG_CONFIG_HOME: undefined},
        accept: EVERY_CODE,
      },
    );
    this.#phases.push({name, argv, succeeded: code === 0, output: stdout + stderr, files: await this.#files()});
  }

  #place(): readonly string[] {
    return ['-d', this.#root];
  }

  #settings(): readonly string[] {
    const {component, options = {}} = this.#options;
    const values = Object.entries(options).flatMap(([name, value]) => ['--set', `${component}.${name}=${value}`]);
    return [...this.#place(), ...values];
  }

  async #files(): Promise<readonly string[]> {
    const entries = await readdir(this.#root, {recursive: true, withFileTypes: true}).catch(() => undefined);
    if (entries === undefined) return [];
    const own = entries.map((entry) => `${join(entry.parentPath, entry.name)}${entry.isDirectory() ? '/' : ''}`);
    return ['./', ...own.map((path) => path.slice(this.#root.length + 1))].sort();
  }

  /** Command lines of programs that have to do with the root. */
  async #processes(): Promise<readonly string[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
    return lines.filter((line) => line.includes(this.#root)).map((line) => line.replaceAll('\0', ' ').trim());
  }
}

const EVERY_CODE = Array.from({length: 256}, (_, code) => code);
