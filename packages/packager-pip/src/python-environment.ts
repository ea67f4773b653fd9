import {randomUUID} from 'node:crypto';
import type {Environment, Host, Http, Logger, PythonArgs} from '@devstack/sdk';
import {type LockEntry, parseLock, renderLock} from './lock-file.ts';
import {allOfLocks, selectFromLocks} from './lock-selection.ts';
import {makeDirectories} from './make-directories.ts';
import {parseRequirement} from './requirement.ts';
import type {SourceTree} from './source-tree.ts';
import {Uv, type UvRun} from './uv.ts';
import * as commands from './uv-commands.ts';

type RunOptions = Omit<UvRun, 'what'>;

export interface EnvironmentPlan {
  /** Everything to install except the trees themselves, with hashes. */
  readonly pinned: readonly LockEntry[];
  /** Everything of which a version is settled: builds take what they need from it. */
  readonly known: readonly LockEntry[];
}

/** Makes an environment what the arguments say. The environment is ours; what is in it and not wanted goes. */
export class PythonEnvironment {
  readonly #host: Host;
  readonly #logger: Logger;
  readonly #cache: string;
  readonly #uv: Uv;

  constructor(host: Host, http: Http, environment: Environment, logger: Logger) {
    this.#host = host;
    this.#logger = logger;
    this.#cache = environment.cache;
    this.#uv = new Uv(host, http, environment);
  }

  /** Decides what is to be installed. Touches nothing, and needs the network only for what no lock has. */
  async plan(args: PythonArgs, trees: readonly SourceTree[], options: RunOptions): Promise<EnvironmentPlan> {
    const {requirements, locks} = args;
    const treeNames = new Set(trees.map(({name}) => name).filter((name) => name !== undefined));
    const others = requirements.filter((requirement) => !treeNames.has(parseRequirement(requirement).name));
    const {unlocked} = selectFromLocks(locks, others);
    const resolved = unlocked.length === 0 ? [] : await this.#resolve(unlocked, args, options);
    const {pinned} = selectFromLocks(locks, [...others, ...treeNames, ...resolved.map(({name}) => name)]);
    const locked = new Set(pinned.map(({name}) => name));
    const all = [...pinned, ...resolved.filter(({name}) => !locked.has(name))];
    return {pinned: all.filter(({name}) => !treeNames.has(name)), known: [...allOfLocks(locks), ...resolved]};
  }

  async make({environment, interpreter}: PythonArgs, options: RunOptions): Promise<void> {
    const command = commands.makeEnvironment(environment, interpreter);
    await this.#uv.run(command, {...options, what: `make a Python environment in ${environment} with ${interpreter}`});
  }

  async fill(
    {environment, requirements: wanted}: PythonArgs,
    {pinned, known}: EnvironmentPlan,
    trees: readonly SourceTree[],
    options: RunOptions,
  ): Promise<void> {
    const python = `${environment}/bin/python`;
    const requirements = renderLock(pinned);
    const what = `install ${wanted.join(', ')} into ${environment}`;
    await this.#host.writeFile(`${environment}/requirements.txt`, requirements, {mode: 0o644});
    await this.#withConstraints(known, async (constraints) => {
      await this.#uv.run(commands.syncEnvironment(python, requirements, constraints), {...options, what});
      if (trees.length > 0) await this.#installTrees(trees, python, constraints, options);
    });
    // uv makes it writable for everybody.
    await this.#host.remove(`${environment}/.lock`);
  }

  async #resolve(
    requirements: readonly string[],
    {interpreter, locks}: PythonArgs,
    options: RunOptions,
  ): Promise<LockEntry[]> {
    const list = requirements.join(', ');
    this.#logger.warn(`no lock has ${list}: resolving now, as the index offers it today`);
    const {stdout} = await this.#withConstraints(allOfLocks(locks), (constraints) =>
      this.#uv.run(commands.resolveRequirements(interpreter, requirements, constraints), {
        ...options,
        what: `resolve ${list}`,
      }),
    );
    return parseLock(stdout, `the resolution of ${list}`);
  }

  /** Constraints are the one thing that uv does not read from its standard input. */
  async #withConstraints<Result>(
    entries: readonly LockEntry[],
    act: (path: string) => Promise<Result>,
  ): Promise<Result> {
    const text = renderLock(entries, {plain: true});
    // Environments of several components are filled at the same time.
    const path = `${this.#cache}/constraints-${randomUUID()}.txt`;
    await makeDirectories(this.#host, this.#cache);
    await this.#host.writeFile(path, text, {mode: 0o644});
    try {
      return await act(path);
    } finally {
      await this.#host.remove(path);
    }
  }

  async #installTrees(
    trees: readonly SourceTree[],
    python: string,
    constraints: string,
    options: RunOptions,
  ): Promise<void> {
    const directories = trees.map(({directory}) => directory);
    const run = {...options, env: {...options.env, ...buildVariables(directories)}};
    const what = `install ${directories.join(', ')}`;
    await this.#uv.run(commands.installEditable(python, directories, constraints), {...run, what});
    const check = commands.checkEnvironment(python);
    const lacking = await this.#uv.run(check, {...run, what, accept: [0, 1]});
    if (lacking.code === 0) return;
    this.#logger.warn(`the lock is not enough for ${directories.join(', ')}: ${lacking.stderr.trim()}`);
    await this.#uv.run(commands.installEditableWithNeeds(python, directories), {...run, what});
    await this.#uv.run(check, {...run, what});
  }
}

/** pbr asks git for the version of a tree: git must not mind whose it is, and the change log of thousands of commits is not needed. */
function buildVariables(directories: readonly string[]): Record<string, string> {
  const settings = directories.map((directory, index) => ({
    [`GIT_CONFIG_KEY_${index}`]: 'safe.directory',
    [`GIT_CONFIG_VALUE_${index}`]: directory,
  }));
  return Object.assign(
    {GIT_CONFIG_COUNT: String(directories.length), SKIP_GENERATE_AUTHORS: '1', SKIP_WRITE_GIT_CHANGELOG: '1'},
    ...settings,
  ) as Record<string, string>;
}
