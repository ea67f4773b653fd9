/** How a secret is written where it is used. */
export type SecretEncoding = 'url' | 'json';

/**
 * A value that is known only while a step runs. It stands in plans, traces and diffs instead of the value itself.
 * `encode: 'url'` percent-encodes the value, for the user part of a URL; `encode: 'json'` makes it the inside of a JSON string.
 */
export interface SecretRef {
  readonly secret: string;
  readonly encode?: SecretEncoding;
}

/** Text of which parts may be secret. Plain data: it can be stored and shown; only a step handler resolves it. */
export type Text = string | SecretRef | {readonly concat: readonly (string | SecretRef)[]};

/** Refers to the secret that a component declared under this name, for example `keystone.admin_password`. */
export function secret(name: string, encode?: SecretEncoding): SecretRef {
  return encode === undefined ? {secret: name} : {secret: name, encode};
}

/**
 * Template tag that joins strings and secrets: ``text`mysql://keystone:${secret('keystone.database', 'url')}@${host}` ``.
 * Without a secret in it the result is a plain string.
 */
export function text(strings: TemplateStringsArray, ...values: readonly (Text | number)[]): Text {
  const parts: (string | SecretRef)[] = [];
  strings.forEach((literal, index) => {
    parts.push(literal);
    if (index < values.length) parts.push(...partsOf(values[index]!));
  });
  const joined = parts.reduce<(string | SecretRef)[]>((done, part) => {
    const last = done.at(-1);
    if (typeof part === 'string' && typeof last === 'string') done[done.length - 1] = last + part;
    else if (part !== '') done.push(part);
    return done;
  }, []);
  if (joined.every((part) => typeof part === 'string')) return joined.join('');
  return {concat: joined};
}

/** The names of the secrets in a text, each once. */
export function secretsIn(value: Text): string[] {
  return [...new Set(partsOf(value).flatMap((part) => (typeof part === 'string' ? [] : [part.secret])))];
}

/** The text with each secret replaced by what `lookup` returns for its name. */
export function resolveText(value: Text, lookup: (name: string) => string): string {
  return partsOf(value)
    .map((part) => {
      if (typeof part === 'string') return part;
      return encodeSecret(lookup(part.secret), part.encode);
    })
    .join('');
}

function encodeSecret(value: string, encode: SecretEncoding | undefined): string {
  if (encode === 'url') return encodeURIComponent(value);
  return encode === 'json' ? JSON.stringify(value).slice(1, -1) : value;
}

/** The text as a person may see it: `•••` stands for each secret. */
export function redactText(value: Text): string {
  return resolveText(value, () => '•••').replaceAll(encodeURIComponent('•••'), '•••');
}

function partsOf(value: Text | number): readonly (string | SecretRef)[] {
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'string') return [value];
  return 'concat' in value ? value.concat : [value];
}
