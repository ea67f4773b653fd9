import {DevstackError, messageOf} from '@devstack/sdk';

/** What a person or a program is told about an error. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly exit: number;
  /** The last lines that a failed program printed. */
  readonly output?: readonly string[];
  /** Messages of the causes, nearest first, as far as they say something new. */
  readonly causes?: readonly string[];
  /** Only for a bug. */
  readonly stack?: string;
}

const BUG_EXIT = 70;

/** A stack may begin with a line of the source, and that of a bundle is long. */
const LONG_LINE = /^(.{240}).+$/gm;

interface OclifError extends Error {
  readonly oclif: {readonly exit: number};
  readonly suggestions?: readonly string[];
  readonly code?: string;
}

/** Whatever was thrown, as data. An error that neither devstack nor oclif made on purpose is a bug. */
export function describeError(error: unknown): ErrorReport {
  if (DevstackError.is(error)) return describeDevstackError(error);
  if (isOclifError(error)) return describeUsageError(error);
  return {
    code: 'DEVSTACK_ERR_BUG',
    message: messageOf(error),
    suggestions: ['this is a fault in devstack or in a plugin; please report it with the lines above'],
    exit: BUG_EXIT,
    ...stackOf(error),
  };
}

/** oclif ends a command that has nothing more to say with an error; it stands for the exit status alone. */
export function exitStatusOf(error: unknown): number | undefined {
  return isOclifError(error) && error.code === 'EEXIT' ? error.oclif.exit : undefined;
}

function describeDevstackError(error: DevstackError): ErrorReport {
  const causes = causesOf(error);
  return {
    code: error.code,
    message: error.message,
    suggestions: error.suggestions,
    exit: error.oclif.exit,
    ...(error.output.length === 0 ? {} : {output: error.output}),
    ...(causes.length === 0 ? {} : {causes}),
    ...(error.oclif.exit === BUG_EXIT ? stackOf(error.cause ?? error) : {}),
  };
}

function describeUsageError(error: OclifError): ErrorReport {
  return {
    code: error.code ?? 'USAGE',
    message: error.message.replace(/\nSee more help with --help$/, ''),
    suggestions:
      error.suggestions ?? (/\nSee more help/.test(error.message) ? ['add --help to see how it is used'] : []),
    exit: error.oclif.exit,
  };
}

function isOclifError(error: unknown): error is OclifError {
  return error instanceof Error && typeof (error as Partial<OclifError>).oclif?.exit === 'number';
}

function causesOf(error: Error): string[] {
  const said = [error.message];
  for (let cause = error.cause; cause !== undefined && cause !== null; cause = (cause as Error).cause) {
    const message = messageOf(cause);
    if (!said.some((earlier) => earlier.includes(message))) said.push(message);
  }
  return said.slice(1);
}

function stackOf(error: unknown): {stack?: string} {
  if (!(error instanceof Error) || error.stack === undefined) return {};
  return {stack: error.stack.replaceAll(LONG_LINE, '$1…')};
}
