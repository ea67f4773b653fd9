import {ERROR_CODES, type ErrorCode} from './error-codes.ts';

const mark = Symbol.for('devstack.error');

/** What an error says beside its message. */
export interface ErrorDetails {
  readonly code: ErrorCode;
  /** What the user can do next, each a sentence or a command to paste. */
  readonly suggestions?: readonly string[];
  readonly cause?: unknown;
  /** The last lines that a failed program printed, oldest first; shown under the message. */
  readonly output?: readonly string[];
}

/**
 * An error that says what failed, on what, and why: `cannot <verb> <object>: <reason>`.
 * Recognised by {@link DevstackError.is}, never by `instanceof`: a plugin may carry its own copy of this class.
 * Shaped so that oclif prints message, suggestions and cause, and exits with the code's exit status.
 */
export class DevstackError extends Error {
  readonly code: ErrorCode;
  readonly suggestions: string[];
  readonly output: readonly string[];
  readonly oclif: {readonly exit: number};

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? {} : {cause: details.cause});
    this.name = 'DevstackError';
    this.code = details.code;
    this.suggestions = [...(details.suggestions ?? [])];
    this.output = details.output ?? [];
    this.oclif = {exit: ERROR_CODES[details.code].exit};
    Object.defineProperty(this, mark, {value: true});
  }

  static is(error: unknown): error is DevstackError {
    return typeof error === 'object' && error !== null && mark in error;
  }
}

/** Several errors of one kind of check, reported at once. The exit status is that of the first. */
export function combineErrors(errors: readonly DevstackError[]): DevstackError {
  const [first, ...rest] = errors;
  if (first === undefined) throw new TypeError('no errors to combine');
  if (rest.length === 0) return first;
  return new DevstackError(errors.map((error) => error.message).join('\n'), {
    code: first.code,
    suggestions: [...new Set(errors.flatMap((error) => error.suggestions))],
  });
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error || DevstackError.is(error) ? error.message : String(error);
}
