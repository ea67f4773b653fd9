import {describeError, exitStatusOf} from './error-report.ts';
import {errorDocument, renderError} from './error-view.ts';
import {paintFor} from './paint.ts';

/** Shows what ended a command, and returns the exit status of the process. */
export function reportError(error: unknown, argv: readonly string[]): number {
  const status = exitStatusOf(error);
  if (status !== undefined) return status;
  const report = describeError(error);
  if (wantsJson(argv)) {
    process.stdout.write(`${JSON.stringify(errorDocument(report), null, 2)}\n`);
    if (report.stack !== undefined) process.stderr.write(`${report.stack}\n`);
  } else {
    process.stderr.write(
      renderError(report, paintFor(process.stderr))
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
  return report.exit;
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}
