import type {Environment, Host, Http, Progress, RunResult} from '@devstack/sdk';
import {makeDirectories} from './make-directories.ts';
import {readSettings} from './read-settings.ts';
import {ensureUv} from './uv-binary.ts';
import {argvOf, type UvCommand} from './uv-commands.ts';
import {explainFailure, parseProgressLine} from './uv-output.ts';

export interface UvRun {
  /** Object of the error message: `install keystone into /x`. */
  readonly what: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Added to uv's variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are no error. */
  readonly accept?: readonly number[];
}

/** Runs the pinned uv with the user's settings of pip and uv. */
export class Uv {
  readonly #host: Host;
  readonly #http: Http;
  readonly #environment: Environment;

  constructor(host: Host, http: Http, environment: Environment) {
    this.#host = host;
    this.#http = http;
    this.#environment = environment;
  }

  async run(command: UvCommand, {what, signal, progress, env = {}, accept = [0]}: UvRun): Promise<RunResult> {
    const host = this.#host;
    const dependencies = {host, http: this.#http, environment: this.#environment};
    const uv = await ensureUv(dependencies, {signal, progress});
    const settings = await readSettings(host, this.#environment);
    await makeDirectories(host, temporaryDirectory(this.#environment.cache));
    const result = await host.run(argvOf(uv, command, settings), {
      // uv takes settings from the directory it runs in: never from where the user happens to be.
      cwd: this.#environment.cache,
      env: {...uvVariables(this.#environment.cache), ...settings.uv, ...env},
      umask: 0o022,
      signal,
      accept: [0, 1, 2],
      onLine: (line) => {
        const said = parseProgressLine(line);
        if (said !== undefined) progress(said);
      },
      ...(command.input === undefined ? {} : {input: command.input}),
    });
    if (!accept.includes(result.code)) throw explainFailure(what, result.stderr || result.stdout, result.code);
    return result;
  }
}

function temporaryDirectory(cache: string): string {
  return `${cache}/tmp`;
}

/** What uv gets unless the user says otherwise. */
function uvVariables(cache: string): Record<string, string> {
  return {
    UV_CACHE_DIR: `${cache}/uv`,
    // uv leaves a lock in it for each source that it builds.
    TMPDIR: temporaryDirectory(cache),
    UV_LINK_MODE: 'hardlink',
    UV_NO_PROGRESS: '1',
    UV_PYTHON_DOWNLOADS: 'never',
    NO_COLOR: '1',
  };
}
