import path from 'node:path';
import {
  bytecodeDirectory,
  bytecodeVariables,
  type DirectoryArgs,
  type Json,
  type Ownership,
  type PackageRequest,
  type PackagesArgs,
  type ServiceArgs,
  type Step,
  stepRef,
  type UnpackedArgs,
} from '@devstack/sdk';
import type {NamespacePlan} from '../isolation/namespace-plan.ts';

/** What the planner adds to steps so that they can be carried out, stored and reverted without their component. */
export interface Surroundings {
  readonly root: string;
  readonly cache: string;
  readonly packager: string;
  /** The runner of each service, by `component/service`. */
  runnerOf(service: string): string;
  /** What a runner needs on the machine. */
  runnerPackages(runner: string): readonly PackageRequest[];
  /** Base environment of services and commands. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the Python code of a component came compiled, with packages of the distribution. */
  isCompiled(component: string): boolean;
  /** The account to make for the services; undefined when they run as the user. */
  readonly account: Ownership | undefined;
  /** The namespaces of the cloud, where it has some. */
  readonly namespace?: NamespacePlan | undefined;
  /** What it takes to make them. */
  readonly namespacePackages?: readonly PackageRequest[];
  /** Whether steps of a kind work where the cloud is. */
  isOfCloud?(kind: string): boolean;
}

const SHARED = 'shared';
const NAMESPACE = 'cloud';
/** Makes the namespaces of the cloud. */
export const NAMESPACE_STEP = stepRef(SHARED, 'namespace', NAMESPACE);
const KINDS_WITH_PATH = new Set(['directory', 'file', 'key-file', 'symlink']);
const KINDS_WITH_CACHE = new Set(['packages', 'python', 'source']);

/** Completes each step's arguments and adds the steps that several have in common: account, parent directories, cache. */
export function completeSteps(steps: readonly Step[], around: Surroundings): Step[] {
  const completed = steps.map((step) => ({...step, args: completeArgs(step, around)}));
  const added = new Map<string, Step>();
  const add = (step: Step): string => {
    if (!added.has(step.id)) added.set(step.id, step);
    return step.id;
  };
  // Before whatever else is in them, which would make them directories of root's.
  for (const step of completed) serviceDirectoriesOf(step, around, add);
  const wired = completed.map((step) => {
    const common = [serviceDirectoriesOf, parentsOf, accountOf, cacheOf, bytecodeOf, runnerOf, namespaceOf].flatMap(
      (find) => find(step, around, add),
    );
    const needs = [...step.needs, ...common];
    return {...step, needs: [...new Set(needs)]};
  });
  return [...added.values(), ...wired];
}

function completeArgs(step: Step, around: Surroundings): Json {
  switch (step.kind) {
    case 'packages':
    case 'unpacked': {
      const args = step.args as unknown as PackagesArgs | UnpackedArgs;
      return {...args, packager: args.packager ?? around.packager} as unknown as Json;
    }
    case 'service':
      return completeService(step, around);
    default:
      return isProgram(step) ? withEnvironment(step, around) : step.args;
  }
}

function completeService(step: Step, around: Surroundings): Json {
  const args = step.args as unknown as ServiceArgs;
  const [component = ''] = step.components;
  const id = `${component}/${args.name}`;
  // Not beside those of the account: root would run, and write to, what that account has put there.
  const whose = runsAsService(args) ? component : `${component}.root`;
  return {
    ...withEnvironment(step, around),
    id,
    runner: around.runnerOf(id),
    cwd: args.cwd ?? '/',
    logFile: path.join(around.root, 'log', whose, `${args.name}.log`),
    runDirectory: path.join(around.root, 'run', whose),
  } as Json;
}

function withEnvironment(step: Step, around: Surroundings): {readonly env: Json} {
  const args = step.args as {readonly env?: object; readonly as?: string};
  const caches = runsAsService(args) ? cacheVariables(step, around) : {};
  return {...args, env: {...around.environment, ...caches, ...args.env}};
}

/** With a place of its own for compiled code, Python does not look for that of the distribution, and compiles everything once more. */
function cacheVariables({components}: Step, {root, isCompiled}: Surroundings): Readonly<Record<string, string>> {
  const bytecode = components.length > 0 && components.every(isCompiled) ? {} : bytecodeVariables(root);
  return {...bytecode, XDG_CACHE_HOME: bytecodeDirectory(root)};
}

/** What runs under the account of the services, and never as root: root must not run what that account could have written. */
function runsAsService({as}: {readonly as?: string}): boolean {
  return (as ?? 'service') === 'service';
}

/** A file waits for its directory, a service for those of its log and records; what lies between the root and them belongs to all. */
function parentsOf(step: Step, {root}: Surroundings, add: (step: Step) => string): string[] {
  const parents = targetsOf(step)
    .filter((target) => target.startsWith(`${root}/`))
    .map(path.dirname);
  return parents.flatMap((parent) => addDirectories(parent, root, add));
}

function targetsOf({kind, args}: Step): string[] {
  const {path: target, into, logFile, runDirectory} = args as Record<string, string | undefined>;
  if (kind === 'service') return [logFile ?? '', `${runDirectory}/.`];
  if (kind === 'source' || kind === 'unpacked') return into === undefined ? [] : [into];
  return KINDS_WITH_PATH.has(kind) && target !== undefined ? [target] : [];
}

/** A component that declares neither has directories for logs and records in which its services may write. */
function serviceDirectoriesOf(step: Step, around: Surroundings, add: (step: Step) => string): string[] {
  if (step.kind !== 'service') return [];
  const {logFile, runDirectory, as = 'service'} = step.args as unknown as ServiceArgs & Record<string, string>;
  const account = accountOf({...step, args: {owner: as, as}}, around, add);
  const directories = [
    {path: path.dirname(logFile!), mode: 0o750},
    {path: runDirectory!, mode: 0o700},
  ];
  return directories.map(({path: directory, mode}) => {
    const above = addDirectories(path.dirname(directory), around.root, add);
    return add(sharedDirectory(directory, {mode, owner: as, contents: 'ours'}, [...above, ...account]));
  });
}

/** Makes a directory below the root and those above it. */
function addDirectories(directory: string, root: string, add: (step: Step) => string): string[] {
  if (!directory.startsWith(`${root}/`)) return [];
  const above = addDirectories(path.dirname(directory), root, add);
  return [add(sharedDirectory(directory, {mode: 0o755, contents: 'shared'}, above))];
}

function accountOf(step: Step, {root, account}: Surroundings, add: (step: Step) => string): string[] {
  const {owner, group, as} = step.args as {owner?: string; group?: string; as?: string};
  const runs = isProgram(step) && runsAsService({...(as === undefined ? {} : {as})});
  if (account === undefined || (!runs && owner !== 'service' && group !== 'service')) return [];
  const args = {name: account.user, home: root, comment: 'OpenStack services started by devstack'};
  return [add(sharedStep('user', account.user, args, [], 'services do not run as root'))];
}

function cacheOf(step: Step, {root, cache}: Surroundings, add: (step: Step) => string): string[] {
  if (!KINDS_WITH_CACHE.has(step.kind)) return [];
  const contents = cache.startsWith(`${root}/`) ? 'ours' : 'kept';
  return [add(sharedDirectory(cache, {mode: 0o755, contents}, []))];
}

/** Python keeps what it has compiled where the services may write, and its libraries (stevedore) what they have found. */
function bytecodeOf(step: Step, around: Surroundings, add: (step: Step) => string): string[] {
  if (!isProgram(step) || !runsAsService(step.args as {as?: string})) return [];
  const args = {mode: 0o700, owner: 'service', contents: 'ours'} as const;
  const needs = accountOf({...step, args: {owner: 'service'}}, around, add);
  return [add(sharedDirectory(bytecodeDirectory(around.root), args, needs))];
}

/** A service waits for the packages that its runner needs, in the transaction of all others. */
function runnerOf(step: Step, around: Surroundings, add: (step: Step) => string): string[] {
  if (step.kind !== 'service') return [];
  const {runner} = step.args as {readonly runner: string};
  const requests = around.runnerPackages(runner);
  if (requests.length === 0) return [];
  const args = {packager: around.packager, requests} as unknown as Json;
  const needs = cacheOf({...step, kind: 'packages'}, around, add);
  return [add({...sharedStep('packages', `runner-${runner}`, args, needs), phase: 'install'})];
}

/** What works where the cloud is waits for that place. */
function namespaceOf(step: Step, around: Surroundings, add: (step: Step) => string): string[] {
  const {namespace, packager, namespacePackages: requests = []} = around;
  if (namespace === undefined || around.isOfCloud?.(step.kind) !== true) return [];
  const args = {packager, requests} as unknown as Json;
  const packages = (): Step => ({
    ...sharedStep('packages', 'namespace', args, cacheOf({...step, kind: 'packages'}, around, add)),
    phase: 'install',
  });
  const needs = requests.length === 0 ? [] : [add(packages())];
  return [
    add(sharedStep('namespace', NAMESPACE, namespace, needs, 'the cloud has a network and processes of its own')),
  ];
}

/** A plugin's own kind too, when its arguments are those of a command. */
function isProgram({kind, args}: Step): boolean {
  const {argv, undo} = args as {readonly argv?: Json; readonly undo?: Json};
  return kind === 'service' || (argv !== undefined && undo !== undefined);
}

function sharedDirectory(directory: string, args: Omit<DirectoryArgs, 'path'>, needs: readonly string[]): Step {
  return sharedStep('directory', directory, {path: directory, owner: 'root', ...args}, needs);
}

function sharedStep(kind: string, key: string, args: Json, needs: readonly string[], why?: string): Step {
  const id = stepRef(SHARED, kind, key);
  return {id, kind, args, components: [], phase: 'configure', needs, reads: [], ...(why === undefined ? {} : {why})};
}
