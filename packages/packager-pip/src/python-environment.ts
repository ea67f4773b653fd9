import type {Environment, Host, Http, Logger, PythonArgs} from '@devstack/sdk';
import {type LockEntry, parseLock, renderLock} from './lock-file.ts';
import {allOfLocks, selectFromLocks} from './lock-selection.ts';
import {makeDirectories} from './make-directories.ts';
import {parseRequirement} from './requirement.ts';
import type {SourceTree} from './source-tree.ts';
import {Uv, type UvRun} from './uv.ts';
import * as commands from './uv-commands.ts';

type RunOptions = Omit<UvRun, 'what'>;

export interface Installed {
  /** `name==version`, sorted; editable trees are not among them. */
  readonly packages: readonly string[];
}

/** Makes an environment what the arguments say. The environment is ours; what is in it and not wanted goes. */
export class PythonEnvironment {
  readonly #host: Host;
  readonly #logger: Logger;
  readonly #uv: Uv;

  constructor(host: Host, http: Http, environment: Environment, logger: Logger) {
    this.#host = host;
    this.#logger = logger;
    this.#uv = new Uv(host, http, environment);
  }

  async make({environment, interpreter}: PythonArgs, options: RunOptions): Promise<void> {
    const command = commands.makeEnvironment(environment, interpreter);
    await this.#uv.run(command, {...options, what: `make a Python environment in ${environment} with ${interpreter}`});
  }

  async fill(args: PythonArgs, trees: readonly SourceTree[], options: RunOptions): Promise<Installed> {
    const {environment} = args;
    const python = `${environment}/bin/python`;
    const constraints = await this.#writeConstraints(args);
    const pinned = await this.#pin(args, trees, python, constraints, options);
    const requirements = renderLock(pinned, {plain: true});
    await this.#host.writeFile(`${environment}/requirements.txt`, requirements, {mode: 0o644});
    const what = `install ${args.requirements.join(', ')} into ${environment}`;
    await this.#uv.run(commands.syncEnvironment(python, requirements, constraints), {...options, what});
    if (trees.length > 0) await this.#installTrees(trees, python, constraints, options);
    // uv makes it writable for everybody.
    await this.#host.remove(`${environment}/.lock`);
    return {packages: pinned.map(({name, version}) => `${name}==${version}`).sort()};
  }

  async #writeConstraints({environment, locks}: PythonArgs): Promise<string> {
    const path = `${environment}/constraints.txt`;
    await makeDirectories(this.#host, environment);
    await this.#host.writeFile(path, renderLock(allOfLocks(locks), {plain: true}), {mode: 0o644});
    return path;
  }

  /** Everything to install except the trees themselves, with hashes. */
  async #pin(
    {requirements, locks}: PythonArgs,
    trees: readonly SourceTree[],
    python: string,
    constraints: string,
    options: RunOptions,
  ): Promise<LockEntry[]> {
    const treeNames = new Set(trees.map(({name}) => name).filter((name) => name !== undefined));
    const others = requirements.filter((requirement) => !treeNames.has(parseRequirement(requirement).name));
    const {unlocked} = selectFromLocks(locks, others);
    const resolved = await this.#resolve(unlocked, python, constraints, options);
    const wanted = [...others, ...treeNames, ...resolved.map(({name}) => name)];
    const {pinned} = selectFromLocks(locks, wanted);
    const locked = new Set(pinned.map(({name}) => name));
    return [...pinned, ...resolved.filter(({name}) => !locked.has(name))].filter(({name}) => !treeNames.has(name));
  }

  async #resolve(
    requirements: readonly string[],
    python: string,
    constraints: string,
    options: RunOptions,
  ): Promise<LockEntry[]> {
    if (requirements.length === 0) return [];
    const list = requirements.join(', ');
    this.#logger.warn(`no lock has ${list}: resolving now, as the index offers it today`);
    const command = commands.resolveRequirements(python, requirements, constraints);
    const {stdout} = await this.#uv.run(command, {...options, what: `resolve ${list}`});
    return parseLock(stdout, `the resolution of ${list}`);
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
