import {DevstackError, messageOf} from '@devstack/sdk';

/** What a handler threw, as an error that names the step and the line that asks for it; secrets in it are redacted. */
export function explainStepError(
  id: string,
  cause: unknown,
  redact: (text: string) => string,
  place?: string,
): DevstackError {
  if (!DevstackError.is(cause)) {
    return new DevstackError(`cannot carry out ${id}: ${redact(messageOf(cause))}`, {code: 'DEVSTACK_ERR_BUG', cause});
  }
  const asks = place === undefined || cause.message.includes(place) ? '' : `; ${place} asks for it`;
  return new DevstackError(redact(cause.message) + asks, {
    code: cause.code,
    suggestions: cause.suggestions.map(redact),
    output: cause.output.map(redact),
    cause: cause.cause,
  });
}
