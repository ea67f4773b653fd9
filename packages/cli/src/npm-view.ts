import {execFile} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {parseNpmView} from './npm-view-output.ts';
import type {Candidate} from './plugin-candidate.ts';

export interface NpmContext {
  /** Root of @oclif/plugin-plugins, which brings the npm that will install. */
  readonly pluginsRoot: string;
  /** Where npm runs; its .npmrc says which registry has which scope. */
  readonly dataDirectory: string;
  readonly registry?: string | undefined;
}

const FIELDS = ['name', 'version', 'devstack', 'peerDependencies'];
const TIMEOUT_MS = 20_000;

/** Asks the registry about a package without installing anything. */
export async function viewPackage(requested: string, context: NpmContext): Promise<Candidate> {
  mkdirSync(context.dataDirectory, {recursive: true});
  const stdout = await runNpm(viewArguments(requested, context.registry), context);
  return parseNpmView(stdout, requested);
}

export function viewArguments(requested: string, registry: string | undefined): string[] {
  const from = registry === undefined ? [] : [`--registry=${registry}`];
  return ['view', requested, ...FIELDS, '--json', '--fetch-retries=0', ...from];
}

/** npm says what failed in its JSON, so that its exit status adds nothing. */
function runNpm(argv: readonly string[], {pluginsRoot, dataDirectory}: NpmContext): Promise<string> {
  const options = {cwd: dataDirectory, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024};
  return new Promise((resolve) => {
    execFile(process.execPath, [npmProgram(pluginsRoot), ...argv], options, (_error, stdout) => resolve(stdout));
  });
}

function npmProgram(pluginsRoot: string): string {
  const manifest = createRequire(path.join(pluginsRoot, 'package.json')).resolve('npm/package.json');
  return path.join(path.dirname(manifest), 'bin', 'npm-cli.js');
}
