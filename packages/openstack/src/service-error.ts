import {DevstackError, type HttpResponse} from '@devstack/sdk';

/** What was asked, for the words of an error. */
export interface Question {
  /** `compute`, or the base address. */
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

const LONGEST = 600;

/** The error of an answer that was not hoped for. @param secrets are taken out of what the service says */
export function serviceError(
  {service, method, path}: Question,
  {status, headers}: Pick<HttpResponse, 'status' | 'headers'>,
  body: string,
  secrets: readonly string[],
): DevstackError {
  const said = redact(messageIn(body), secrets);
  const id = headers['x-openstack-request-id'] ?? headers['x-compute-request-id'];
  const answer = [`${service} answered ${status}`, ...(said === '' ? [] : [said])].join(': ');
  return new DevstackError(`cannot ${method} ${path}: ${answer}${id === undefined ? '' : ` (${id})`}`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: id === undefined ? [] : [`devstack logs --request ${id}`],
  });
}

/**
 * The sentence in an error body. Each service has its own shape: `{error: {message}}` (identity), `{NeutronError: {message}}`,
 * `{itemNotFound: {message}}` (compute), `{errors: [{detail}]}` (placement), or a page of HTML (image).
 */
export function messageIn(body: string): string {
  const found = messageOfJson(parseJson(body)) ?? textOfHtml(body);
  return found.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}

function messageOfJson(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  for (const key of ['message', 'detail', 'faultstring']) {
    if (typeof record[key] === 'string') return record[key];
  }
  for (const inner of Object.values(record)) {
    const found = messageOfJson(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOfHtml(text: string): string {
  return text.replace(/<(head|style|script)\b.*?<\/\1>/gis, ' ').replace(/<[^>]*>/g, ' ');
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret !== '').reduce((clean, secret) => clean.replaceAll(secret, '•••'), text);
}
