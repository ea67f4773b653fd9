import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {LoadOptions} from '@oclif/core/interfaces';
import {run} from '@oclif/core/run';
import {settings} from '@oclif/core/settings';
import {silentLogger} from './silent-logger.ts';
import {writeWarning} from './warning-line.ts';

export interface MainOptions {
  readonly argv?: string[];
  /** Where commands are, relative to the package; the bundle unless told. */
  readonly commands?: string;
}

/** Runs a command line and ends the process with its exit status. */
export async function main({argv = process.argv.slice(2), commands}: MainOptions = {}): Promise<never> {
  showWarningsInOneLine();
  process.on('exit', onSilentEnd);
  settings.enableAutoTranspile = false;
  try {
    await run(argv, loadOptions(path.dirname(import.meta.dirname), commands));
  } catch (error) {
    const {reportError} = await import('./report-error.ts');
    process.exitCode = reportError(error, argv);
  }
  // A handle that somebody left open must not keep a finished command alive.
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.off('exit', onSilentEnd);
  process.exit();
}

/** Node ends a process that waits for what can no longer happen, with status 0 or 13 and without a word. */
function onSilentEnd(code: number): void {
  if (code !== 0 && code !== 13) return;
  process.stderr.write('error: devstack ended without an answer; this is a fault in devstack or in a plugin\n');
  process.exitCode = 70;
}

function loadOptions(root: string, commands: string | undefined): LoadOptions {
  const pjson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const options = {root, pjson, devPlugins: false, ...(process.env.DEBUG ? {} : {logger: silentLogger})};
  if (commands === undefined) return options;
  pjson.oclif.commands.target = commands;
  return {...options, ignoreManifest: true};
}

/** Node and oclif print warnings over several lines, as if something of the user's had failed. */
function showWarningsInOneLine(): void {
  process.removeAllListeners('warning');
  process.on('warning', ({message}) => writeWarning(message));
}
