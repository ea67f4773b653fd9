import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {type NpmContext, parseJson, runNpm} from './npm.ts';
import {type NpmFailure, npmError} from './npm-error.ts';

/** A registry that is well has answered by then. */
const PATIENCE_MS = 250;
const ANSWER_MS = 900;

/**
 * Tells a registry that answers nothing from one that has much to do: asked whether it is there, it has to say something within a second.
 * Throws when it does not. Who has set a timeout for npm waits for as long as that says.
 *
 * @param signal nobody wants to know any longer
 */
export async function refuseSilence(requested: string, context: NpmContext, signal: AbortSignal): Promise<void> {
  if (context.variables.npm_config_fetch_timeout !== undefined) return;
  await sleep(PATIENCE_MS, undefined, {signal}).catch(() => undefined);
  if (signal.aborted) return;
  const registry = context.registry ?? (await registryOfScope(requested, context));
  const argv = ['ping', `--fetch-timeout=${ANSWER_MS}`, '--fetch-retries=0'];
  const failure = readFailure(await runNpm(argv, {...context, registry}, signal));
  if (!isTimeout(failure)) return;
  throw npmError({...failure, summary: `it does not answer: ${failure?.summary}`}, requested);
}

function readFailure(stdout: string): NpmFailure | undefined {
  return (parseJson(stdout) as {readonly error?: NpmFailure} | undefined)?.error;
}

function isTimeout(failure: NpmFailure | undefined): boolean {
  return /timeout|timed ?out/i.test(`${failure?.code} ${failure?.summary}`);
}

/** npm pings the registry of everything only. */
async function registryOfScope(requested: string, {directory, variables}: NpmContext): Promise<string | undefined> {
  const files = [directory, variables.HOME ?? '/'].map((parent) => path.join(parent, '.npmrc'));
  for (const file of files) {
    const found = parseScopeRegistry(await readFile(file, 'utf8').catch(() => ''), requested);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `@devstack:registry=http://127.0.0.1:4873/` in an .npmrc. */
export function parseScopeRegistry(npmrc: string, requested: string): string | undefined {
  const scope = /^@[^/]+(?=\/)/.exec(requested)?.[0];
  const lines = npmrc.split('\n').map((line) => line.trim());
  const line = lines.find((one) => scope !== undefined && one.replace(/\s*=.*$/, '') === `${scope}:registry`);
  return line?.replace(/^[^=]*=\s*/, '');
}
