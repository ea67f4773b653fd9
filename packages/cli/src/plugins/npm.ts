import {execFile} from 'node:child_process';
import {createRequire} from 'node:module';
import path from 'node:path';
import {npmError} from './npm-error.ts';

export interface NpmContext {
  /** Root of @oclif/plugin-plugins, which brings the npm that is used. */
  readonly pluginsRoot: string;
  /** Where npm runs; its .npmrc says which registry has which scope. */
  readonly directory: string;
  readonly registry?: string | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const TIMEOUT_MS = 300_000;

/**
 * Runs npm, whose output never reaches ours: with `--json` it says on standard output also what failed.
 * @returns standard output; what there is of it when `signal` ends npm
 */
export function runNpm(argv: readonly string[], context: NpmContext, signal?: AbortSignal): Promise<string> {
  const from = context.registry === undefined ? [] : [`--registry=${context.registry}`];
  const options = {
    cwd: context.directory,
    env: npmEnvironment(context.variables),
    timeout: TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
    ...(signal === undefined ? {} : {signal}),
  };
  return new Promise((resolve) => {
    const words = [npmProgram(context.pluginsRoot), ...argv, '--json', ...from];
    execFile(process.execPath, words, options, (_error, stdout) => resolve(stdout));
  });
}

/** Throws what npm said that failed. @param what what was asked for, for the message */
export async function runNpmStep(
  argv: readonly string[],
  what: string,
  context: NpmContext,
  errorOf: typeof npmError = npmError,
): Promise<unknown> {
  const stdout = await runNpm(argv, context);
  const answer = parseJson(stdout);
  if (answer === undefined) throw errorOf({summary: 'it printed no answer'}, what);
  const {error} = answer as {error?: {code?: string; summary?: string}};
  if (error !== undefined) throw errorOf(error, what);
  return answer;
}

/**
 * What the user has set for npm stays, but no script of a package is ever run. Without the limits an unreachable registry costs 70
 * seconds.
 */
export function npmEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return {
    npm_config_fetch_retries: '0',
    npm_config_fetch_timeout: '15000',
    npm_config_update_notifier: 'false',
    ...variables,
    npm_config_ignore_scripts: 'true',
  };
}

export function parseJson(stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

function npmProgram(pluginsRoot: string): string {
  const manifest = createRequire(path.join(pluginsRoot, 'package.json')).resolve('npm/package.json');
  return path.join(path.dirname(manifest), 'bin', 'npm-cli.js');
}
