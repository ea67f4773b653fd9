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
import {insidePath, isOfNamespace} from '../isolation/inside-path.ts';
import type {Namespace} from '../isolation/namespace.ts';
import {enterCommand} from '../isolation/namespace-commands.ts';
import {findAccount} from './accounts.ts';

/**
 * A cloud's own network, mounts and processes, on the same machine. Programs are entered with nsenter; files are read without a process. Pids
 * and times of the boot are those that the programs inside see.
 */
export class NamespaceHost implements Host {
  readonly kind = 'namespace';
  readonly #machine: Host;
  readonly #namespace: Namespace;

  constructor(machine: Host, namespace: Namespace) {
    this.#machine = machine;
    this.#namespace = namespace;
  }

  async facts(): Promise<HostFacts> {
    const living = this.#namespace.living();
    return {...(await this.#machine.facts()), bootId: living?.id ?? 'none'};
  }

  async run(argv: Argv, options: RunOptions = {}): Promise<RunResult> {
    const {user, cwd = '/', env, ...rest} = options;
    const living = this.#namespace.living();
    if (living === undefined) throw cannotEnter(argv);
    const account = await this.#accountOf(user);
    return this.#machine.run(enterCommand(living.pid, argv, cwd, account), {
      ...rest,
      cwd: '/',
      env: {...(account === undefined ? {} : variablesOf(account)), ...env},
    });
  }

  which(program: string): Promise<string | undefined> {
    return this.#machine.which(program);
  }

  stat(path: string): Promise<FileInfo | undefined> {
    return this.#at(path, undefined, (there) => this.#machine.stat(there));
  }

  readFile(path: string): Promise<Uint8Array | undefined> {
    return this.#at(path, undefined, (there) => this.#machine.readFile(there));
  }

  readText(path: string): Promise<string | undefined> {
    return this.#at(path, undefined, (there) => this.#machine.readText(there));
  }

  list(path: string): Promise<readonly string[] | undefined> {
    return this.#at(path, undefined, (there) => this.#machine.list(there));
  }

  remove(path: string, options?: {readonly recursive?: boolean}): Promise<void> {
    return this.#at(path, undefined, (there) => this.#machine.remove(there, options));
  }

  writeFile(path: string, content: string | Uint8Array, options: WriteOptions): Promise<void> {
    return this.#machine.writeFile(this.#place(path), content, options);
  }

  makeDirectory(path: string, options: WriteOptions): Promise<void> {
    return this.#machine.makeDirectory(this.#place(path), options);
  }

  makeSymlink(target: string, path: string): Promise<void> {
    return this.#machine.makeSymlink(target, this.#place(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#machine.rename(this.#place(from), this.#place(to));
  }

  /** What lay in memory is gone with the namespaces; everything else is there without them. */
  async #at<Found>(path: string, gone: Found, look: (there: string) => Promise<Found>): Promise<Found> {
    const living = this.#namespace.living();
    if (living === undefined) return isOfNamespace(path) ? gone : look(path);
    return look(insidePath(path, living.pid));
  }

  #place(path: string): string {
    const living = this.#namespace.living();
    if (living !== undefined) return insidePath(path, living.pid);
    if (isOfNamespace(path)) throw isGone(`write ${path}`);
    return path;
  }

  async #accountOf(user: string | undefined): Promise<Awaited<ReturnType<typeof findAccount>> | undefined> {
    return user === undefined || user === (await this.#machine.facts()).user ? undefined : findAccount(user);
  }
}

function variablesOf({user, home}: {readonly user: string; readonly home: string}): Record<string, string> {
  return {HOME: home, USER: user, LOGNAME: user};
}

function cannotEnter(argv: Argv): DevstackError {
  return isGone(`run ${argv.join(' ')}`);
}

function isGone(what: string): DevstackError {
  return new DevstackError(`cannot ${what}: the namespaces of the cloud are gone`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack up makes them again and starts what was in them'],
  });
}
