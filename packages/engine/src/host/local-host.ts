import {constants, lstatSync} from 'node:fs';
import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  type Argv,
  DevstackError,
  type FileInfo,
  type Host,
  type HostFacts,
  type RunOptions,
  type RunResult,
  type WriteOptions,
} from '@devstack/sdk';
import {findAccount} from './accounts.ts';
import {baseEnvironment} from './base-environment.ts';
import {explainFileError} from './file-errors.ts';
import {readFacts} from './local-facts.ts';
import {makeDirectory, orUndefined, removeTree, statFile, temporaryName, writeWhole} from './local-files.ts';

/** The machine that devstack runs on. */
export class LocalHost implements Host {
  readonly kind = 'local';
  readonly #variables: Readonly<Record<string, string | undefined>>;
  #facts: Promise<HostFacts> | undefined;

  /** @param variables the caller's environment; only what {@link baseEnvironment} lets through reaches a program */
  constructor(variables: Readonly<Record<string, string | undefined>>) {
    this.#variables = variables;
  }

  facts(): Promise<HostFacts> {
    this.#facts ??= readFacts(this.#variables.HOME);
    return this.#facts;
  }

  async run(argv: Argv, options: RunOptions = {}): Promise<RunResult> {
    const facts = await this.facts();
    const {runProgram} = await import('./local-run.ts');
    const user = options.user ?? facts.user;
    const other = user === facts.user ? undefined : await findAccount(user);
    if (other !== undefined && facts.elevation !== 'root') throw needsRoot(argv, `it runs as user '${user}'`);
    const base = baseEnvironment(this.#variables, other ?? facts);
    const env = withoutUndefined({...base, ...options.env});
    if (options.privileged === undefined || facts.elevation === 'root') {
      return runProgram({argv, env, ...(other === undefined ? {} : {ids: {uid: other.uid, gid: other.gid}})}, options);
    }
    if (facts.elevation === 'none') throw needsRoot(argv, options.privileged);
    return runProgram({argv: elevate(argv, options), env}, options);
  }

  async which(program: string): Promise<string | undefined> {
    const {PATH = ''} = baseEnvironment(this.#variables, {user: '', home: ''});
    for (const directory of PATH.split(':')) {
      const candidate = path.join(directory, program);
      const found = await fs.access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return candidate;
    }
    return undefined;
  }

  stat(file: string): Promise<FileInfo | undefined> {
    return explainFileError(`look at ${file}`, () => statFile(file));
  }

  readFile(file: string): Promise<Uint8Array | undefined> {
    return explainFileError(`read ${file}`, async () =>
      lstatSync(file, {throwIfNoEntry: false}) === undefined ? undefined : orUndefined(fs.readFile(file)),
    );
  }

  async readText(file: string): Promise<string | undefined> {
    const content = await this.readFile(file);
    return content === undefined ? undefined : Buffer.from(content).toString('utf8');
  }

  writeFile(file: string, content: string | Uint8Array, options: WriteOptions): Promise<void> {
    return writeWhole(file, content, options);
  }

  makeDirectory(directory: string, options: WriteOptions): Promise<void> {
    return makeDirectory(directory, options);
  }

  makeSymlink(target: string, file: string): Promise<void> {
    return explainFileError(`link ${file}`, () => fs.symlink(target, file));
  }

  remove(target: string, options: {readonly recursive?: boolean} = {}): Promise<void> {
    return explainFileError(`remove ${target}`, async () => {
      if (options.recursive) return removeTree(target);
      // What a run that was killed has begun to write goes with the file.
      await orUndefined(fs.rm(temporaryName(target), {force: true}));
      const info = await statFile(target);
      if (info === undefined) return;
      await (info.type === 'directory' ? fs.rmdir(target) : fs.rm(target));
    });
  }

  async list(directory: string): Promise<readonly string[] | undefined> {
    const names = await explainFileError(`list ${directory}`, () => orUndefined(fs.readdir(directory)));
    return names?.toSorted();
  }

  rename(from: string, to: string): Promise<void> {
    return explainFileError(`rename ${from} to ${to}`, () => fs.rename(from, to));
  }
}

/** What is set for the program must be repeated behind sudo, which starts with an environment of its own. */
function elevate(argv: Argv, {env = {}}: RunOptions): Argv {
  const settings = Object.entries(withoutUndefined(env)).map(([name, value]) => `${name}=${value}`);
  return ['sudo', '-n', '--', ...(settings.length === 0 ? [] : ['env', ...settings]), ...argv];
}

function needsRoot(argv: Argv, reason: string): DevstackError {
  return new DevstackError(`cannot run ${argv[0]} as ${os.userInfo().username}: root is needed, because ${reason}`, {
    code: 'DEVSTACK_ERR_PERMISSION',
    suggestions: ['run the same command as root', 'or as a user who may use sudo without a password'],
  });
}

function withoutUndefined(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
