import type {Argv} from '@devstack/sdk';

/** What uv is asked to do; requirements come on standard input, so that nothing has to be written for it. */
export interface UvCommand {
  readonly args: readonly string[];
  readonly input?: string;
}

export function makeEnvironment(environment: string, interpreter: string): UvCommand {
  // `--force` because a run that was ended leaves a directory that uv does not take for an environment of its own.
  return {args: ['venv', '--clear', '--force', '--python', interpreter, environment]};
}

/** Exactly these, with these hashes; what else is in the environment goes. Build requirements come from the constraints. */
export function syncEnvironment(python: string, requirements: string, buildConstraints: string): UvCommand {
  return {
    args: [
      ...['pip', 'sync', '--python', python, '--require-hashes', '--allow-empty-requirements'],
      ...['--build-constraints', buildConstraints, '-'],
    ],
    input: requirements,
  };
}

/** Source trees, without what they need: that comes from the lock. */
export function installEditable(python: string, directories: readonly string[], buildConstraints: string): UvCommand {
  const trees = directories.flatMap((directory) => ['--editable', directory]);
  return {args: ['pip', 'install', '--python', python, '--no-deps', '--build-constraints', buildConstraints, ...trees]};
}

/** Source trees with what they need beyond what is installed; for a checkout that is ahead of its lock. */
export function installEditableWithNeeds(python: string, directories: readonly string[]): UvCommand {
  return {
    args: ['pip', 'install', '--python', python, ...directories.flatMap((directory) => ['--editable', directory])],
  };
}

/** Exits with 1 when something in the environment lacks what it needs. */
export function checkEnvironment(python: string): UvCommand {
  return {args: ['pip', 'check', '--python', python]};
}

/** Finds versions, with hashes, for what no lock knows; versions of the locks stay. */
export function resolveRequirements(python: string, requirements: readonly string[], constraints: string): UvCommand {
  return {
    args: ['pip', 'compile', '--quiet', '--python', python, '--generate-hashes', '--no-header', '-c', constraints, '-'],
    input: `${requirements.join('\n')}\n`,
  };
}

/** A universal resolution for every machine and every Python from `pythonVersion` on. */
export function compileLock(pythonVersion: string, requirements: readonly string[], output: string): UvCommand {
  return {
    args: [
      ...['pip', 'compile', '--quiet', '--universal', '--python-version', pythonVersion, '--generate-hashes'],
      ...['--annotate', '--no-header', '--no-emit-index-url', '--no-emit-find-links', '-o', output, '-'],
    ],
    input: `${requirements.join('\n')}\n`,
  };
}

export function argvOf(uv: string, {args}: UvCommand, options: {readonly isIndexOff?: boolean} = {}): Argv {
  const resolves = args[0] === 'pip' && args[1] !== 'check';
  const [first, second, ...rest] = args;
  const offline = resolves && options.isIndexOff === true ? ['--no-index'] : [];
  return [uv, first!, ...(second === undefined ? [] : [second]), ...offline, ...rest];
}
