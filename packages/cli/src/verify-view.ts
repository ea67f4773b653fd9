import type {CheckReport, VerifyReport} from '@devstack/engine';
import {formatDuration} from './duration.ts';
import type {Paint} from './paint.ts';

/** A line for each check, and how the one that failed did so. */
export function renderVerification({checks, passed, ms}: VerifyReport, paint: Paint): string[] {
  if (checks.length === 0) return ['nothing to verify: no check belongs to what is installed'];
  const word = passed ? paint.green('passed') : paint.red('failed');
  const count = `${checks.length} check${checks.length === 1 ? '' : 's'}`;
  return [...checks.flatMap((check) => renderCheck(check, paint)), `${word}: ${count} in ${formatDuration(ms)}`];
}

function renderCheck({check, component, steps, ms, error}: CheckReport, paint: Paint): string[] {
  const sign = error === undefined ? paint.green('ok    ') : paint.red('failed');
  const parts = `${steps.length} part${steps.length === 1 ? '' : 's'}`;
  const line = `${sign}  ${component}  ${check}  ${paint.dim(`${parts}, ${formatDuration(ms)}`)}`;
  if (error === undefined) return [line];
  return [
    line,
    `  ${error.message}`,
    ...error.output.map((text) => paint.dim(`     | ${text}`)),
    ...error.suggestions.map((suggestion) => `${paint.cyan('  try:')} ${suggestion}`),
  ];
}
