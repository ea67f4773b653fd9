import type {ErrorReport} from './error-report.ts';
import type {Paint} from './paint.ts';

/** An error for a person: what failed, what the program said, why, and what to do next. */
export function renderError(report: ErrorReport, paint: Paint): string[] {
  const [first = '', ...rest] = report.message.split('\n');
  return [
    ...(report.stack === undefined ? [] : report.stack.split('\n').map((line) => paint.dim(line))),
    `${paint.red('error:')} ${first}`,
    ...rest.map((line) => `       ${line}`),
    ...(report.output ?? []).map((line) => paint.dim(`     | ${line}`)),
    ...(report.causes ?? []).map((cause) => `  because ${cause}`),
    ...report.suggestions.map((suggestion) => `${paint.cyan('  try:')} ${suggestion}`),
    ...(report.code.startsWith('DEVSTACK_') ? [paint.dim(`       ${report.code}`)] : []),
  ];
}

/** The same for a program. */
export function errorDocument(report: ErrorReport): object {
  const {code, message, suggestions, exit, output} = report;
  return {error: {code, message, suggestions, exit, ...(output === undefined ? {} : {output})}};
}
