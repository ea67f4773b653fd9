import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {LoadOptions} from '@oclif/core/interfaces';
import {run} from '@oclif/core/run';
import {settings} from '@oclif/core/settings';
import {hardenNpm} from './npm-environment.ts';
import {silentLogger} from './silent-logger.ts';

/** Runs a command line and ends the process with its exit status. */
export async function main(argv: string[] = process.argv.slice(2)): Promise<never> {
  showWarningsInOneLine();
  if (argv[0]?.startsWith('plugins')) hardenNpm(process.env);
  settings.enableAutoTranspile = false;
  try {
    await run(argv, loadOptions(path.dirname(import.meta.dirname)));
  } catch (error) {
    const {reportError} = await import('./report-error.ts');
    process.exitCode = reportError(error, argv);
  }
  // A handle that somebody left open must not keep a finished command alive.
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit();
}

function loadOptions(root: string): LoadOptions {
  const pjson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return {root, pjson, devPlugins: false, ...(process.env.DEBUG ? {} : {logger: silentLogger})};
}

/** Node and oclif print warnings over several lines, as if something of the user's had failed. */
function showWarningsInOneLine(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => process.stderr.write(`warning: ${warning.message.split('\n', 1)[0]}\n`));
}
