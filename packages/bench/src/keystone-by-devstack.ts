import path from 'node:path';
import {performance} from 'node:perf_hooks';
import {requestToken} from './identity.ts';
import {callerVariables, type PackageCache} from './package-cache.ts';
import {CLI} from './repository.ts';
import {runProgram} from './run-program.ts';

/** A cloud with only Keystone in it, made by the command line as a user would. */
export class DevstackCloud {
  readonly root: string;
  readonly #port: number;
  readonly #cache: PackageCache;

  constructor(directory: string, port: number, cache: PackageCache) {
    this.root = path.join(directory, 'root');
    this.#port = port;
    this.#cache = cache;
  }

  /** Milliseconds from nothing to the first token. */
  async bringUp(password: string): Promise<number> {
    const startMs = performance.now();
    await this.#run('up', {DEVSTACK_PASSWORDS__KEYSTONE__ADMIN_PASSWORD: password});
    await requestToken(`http://127.0.0.1:${this.#port}/v3`, password);
    return performance.now() - startMs;
  }

  async remove(): Promise<void> {
    await this.#run('uninstall', {});
  }

  async #run(action: string, variables: Readonly<Record<string, string>>): Promise<void> {
    const settings = {
      'keystone.port': this.#port,
      'default.cache': this.#cache.directory,
      'default.origin': 'pypi',
      'default.persona': 'identity',
    };
    const set = Object.entries(settings).flatMap(([option, value]) => ['--set', `${option}=${value}`]);
    const env = {...callerVariables(this.#cache), ...variables};
    const argv = [process.execPath, CLI, action, '-d', this.root, '--no-prompt', ...set] as const;
    await runProgram([...argv], {env, cwd: path.dirname(this.root)});
  }
}
