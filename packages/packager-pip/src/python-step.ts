import {dirname} from 'node:path';
import {
  type Applied,
  DevstackError,
  type Environment,
  type Host,
  type Http,
  type Json,
  type Kept,
  type Logger,
  type Probe,
  type PythonArgs,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {combinePythonArgs, shareOfPython} from './combine-python.ts';
import {PythonEnvironment} from './python-environment.ts';
import {digestOf, isUsable, readInterpreters, readStamp, stampPath, writeStamp} from './python-stamp.ts';
import {readSourceTree, type SourceTree} from './source-tree.ts';

export type Before = {
  /** An empty directory was there. */
  readonly existed: boolean;
  /** Directories above it that were not there, the outermost last. */
  readonly made: readonly string[];
};

export type After = {readonly packages: readonly string[]};

type Revertible = Pick<Applied<Pick<PythonArgs, 'environment'>, Before, After>, 'args' | 'before'>;

/** Step kind `python`: an environment with exactly the requirements, their locked dependencies, and editable source trees. */
export class PythonStep implements StepHandler<PythonArgs, Before, After> {
  static readonly inject = [T.host, T.http, T.environment, T.logger] as const;

  readonly lifetime = 'installed';
  readonly merge = {
    key: ({environment}: PythonArgs): string => environment,
    combine: combinePythonArgs,
    share: (args: PythonArgs, {packages}: After): Json => shareOfPython(args, packages),
  };
  readonly #host: Host;
  readonly #environment: PythonEnvironment;

  constructor(host: Host, http: Http, environment: Environment, logger: Logger) {
    this.#host = host;
    this.#environment = new PythonEnvironment(host, http, environment, logger);
  }

  describe({args}: Step<PythonArgs>): StepDescription {
    const {environment, interpreter, requirements, editable} = args;
    return {
      title: `Python environment ${environment}`,
      details: [
        `interpreter ${interpreter}`,
        ...requirements.toSorted(),
        ...editable.map((directory) => `editable ${directory}`),
      ],
    };
  }

  resources(): readonly string[] {
    return ['network', 'cpu'];
  }

  async probe(args: PythonArgs): Promise<Probe> {
    const {environment} = args;
    const stamp = await readStamp(this.#host, environment);
    if (stamp === undefined) return (await this.#host.stat(environment)) === undefined ? 'absent' : 'changed';
    if (!isUsable(stamp, await readInterpreters(this.#host, args))) return 'changed';
    return stamp.digest === digestOf(args, await this.#readTrees(args)) ? 'present' : 'changed';
  }

  async capture({environment}: Pick<PythonArgs, 'environment'>): Promise<Before> {
    const names = await this.#host.list(environment);
    if (names !== undefined && names.length > 0) throw notOurs(environment);
    return {existed: names !== undefined, made: await this.#missingAbove(environment)};
  }

  async apply(args: PythonArgs, _applied: unknown, context: Pick<StepContext, 'signal' | 'progress'>): Promise<After> {
    const trees = await this.#readTrees(args);
    const plan = await this.#environment.plan(args, trees, context);
    const stamp = await readStamp(this.#host, args.environment);
    // A run that was ended leaves no stamp; what it left of an environment is made anew, which costs less than to look at it.
    if (!isUsable(stamp, await readInterpreters(this.#host, args))) await this.#environment.make(args, context);
    await this.#host.remove(stampPath(args.environment));
    await this.#environment.fill(args, plan, trees, context);
    const interpreters = await readInterpreters(this.#host, args);
    await writeStamp(this.#host, args.environment, {digest: digestOf(args, trees), interpreters});
    return {packages: plan.pinned.map(({name, version}) => `${name}==${version}`).sort()};
  }

  async revert({args, before}: Revertible): Promise<readonly Kept[]> {
    await this.#host.remove(args.environment, {recursive: true});
    if (before.existed) await this.#host.makeDirectory(args.environment, {mode: 0o755});
    for (const directory of before.made) {
      if ((await this.#host.list(directory))?.length === 0) await this.#host.remove(directory);
    }
    return [];
  }

  #readTrees({editable}: PythonArgs): Promise<SourceTree[]> {
    return Promise.all(editable.toSorted().map((directory) => readSourceTree(this.#host, directory)));
  }

  async #missingAbove(path: string): Promise<string[]> {
    const parent = dirname(path);
    if ((await this.#host.stat(parent)) !== undefined) return [];
    return [parent, ...(await this.#missingAbove(parent))];
  }
}

function notOurs(environment: string): DevstackError {
  return new DevstackError(
    `cannot make a Python environment in ${environment}: the directory is there and is not ours`,
    {
      code: 'DEVSTACK_ERR_ROOT_DIRECTORY',
      suggestions: [
        `look at it, and if nobody needs it: rm -r ${environment}`,
        'or use another root: --directory ROOT',
      ],
    },
  );
}
