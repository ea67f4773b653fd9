import {ERROR_CODES, type ErrorCode} from '@devstack/sdk';
import {ERROR_GUIDE} from './error-guide.ts';
import type {Paint} from './paint.ts';
import {alignRows} from './table.ts';

export interface Explanation {
  readonly code: ErrorCode;
  readonly meaning: string;
  readonly exit: number;
  readonly when: string;
  readonly actions: readonly string[];
}

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

/** Finds a code as people type it: in any case, with or without `DEVSTACK_ERR_`. */
export function findErrorCode(name: string): ErrorCode | undefined {
  const code = `DEVSTACK_ERR_${name
    .toUpperCase()
    .replaceAll('-', '_')
    .replace(/^(DEVSTACK_)?(ERR_)?/, '')}`;
  return CODES.find((known) => known === code);
}

export function explain(code: ErrorCode): Explanation {
  return {code, ...ERROR_CODES[code], ...(ERROR_GUIDE[code] ?? {when: '', actions: []})};
}

export function explainAll(): Explanation[] {
  return CODES.map(explain);
}

export function renderExplanation({code, meaning, exit, when, actions}: Explanation, paint: Paint): string[] {
  return [
    `${paint.bold(code)}: ${meaning} (exit ${exit})`,
    when,
    ...actions.map((action) => `${paint.cyan('  try:')} ${action}`),
  ];
}

export function renderCodes(paint: Paint): string[] {
  return alignRows(
    explainAll().map(({code, meaning}) => [code, meaning]),
    [],
    (cell, _row, column) => (column === 0 ? paint.bold(cell) : cell),
  );
}

/** The text of docs/errors.md. */
export function renderErrorsDocument(): string {
  const entries = explainAll().map(({code, meaning, exit, when, actions}) =>
    [
      `## ${code}`,
      '',
      `${sentence(meaning)} Exit ${exit}.`,
      '',
      when,
      '',
      ...actions.map((action) => `- ${action}`),
      '',
    ].join('\n'),
  );
  const exits = [
    '| exit | means |',
    '| --- | --- |',
    '| 0 | done |',
    '| 1 | a command or a service failed |',
    '| 2 | the user must act |',
    '| 3 | uninstall kept something that is not ours |',
    '| 70 | a bug |',
    '| 75 | another run holds the lock |',
    '| 130 | interrupted; the same command goes on |',
  ];
  const intro = [
    'Made from [the guide](../packages/cli/src/error-guide.ts) by `npm run docs`.',
    '`devstack explain CODE` prints an entry. With `--json` an error is `{"error": {code, message, suggestions, exit}}`.',
  ];
  return ['# Errors', '', ...intro, '', ...exits, '', ...entries].join('\n');
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}
