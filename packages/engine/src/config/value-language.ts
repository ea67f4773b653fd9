/** A value of a configuration file, taken apart. */
export type ValuePart =
  | string
  | {readonly variable: string; readonly fallback?: readonly ValuePart[]}
  | {readonly section: string; readonly option: string};

export type ValueReading =
  | {readonly parts: readonly ValuePart[]}
  /** `found` may hold a secret. */
  | {readonly expected: string; readonly found: string};

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*/;
const MAXIMUM_DEPTH = 100;
const REFERENCE = /^([A-Za-z0-9_-]+):([A-Za-z0-9_.-]+)\)/;

/**
 * Reads `${NAME:-default}`, `${NAME}`, `$(section:option)` and `$$`, anywhere in a value and inside each other. Any other `$` is just a `$`.
 */
export function parseValue(value: string): ValueReading {
  const reader = {text: value, at: 0, depth: 0};
  try {
    return {parts: readParts(reader, false)};
  } catch (error) {
    if (error instanceof ValueSyntaxError) return {expected: error.message, found: error.found};
    throw error;
  }
}

class ValueSyntaxError extends Error {
  readonly found: string;

  constructor(expected: string, found: string) {
    super(expected);
    this.found = found;
  }
}

interface Reader {
  readonly text: string;
  at: number;
  /** How many defaults are open. */
  depth: number;
}

function readParts(reader: Reader, isInside: boolean): readonly ValuePart[] {
  const parts: ValuePart[] = [];
  while (reader.at < reader.text.length) {
    const rest = reader.text.slice(reader.at);
    if (isInside && rest.startsWith('}')) break;
    if (rest.startsWith('$$')) addText(parts, reader, '$', 2);
    else if (rest.startsWith('${')) parts.push(readVariable(reader));
    else if (rest.startsWith('$(')) parts.push(readReference(reader));
    else {
      const length = Math.max(1, rest.slice(1).search(isInside ? /[$}]/ : /\$/) + 1 || rest.length);
      addText(parts, reader, rest.slice(0, length), length);
    }
  }
  return parts;
}

function addText(parts: ValuePart[], reader: Reader, text: string, length: number): void {
  const last = parts.at(-1);
  if (typeof last === 'string') parts[parts.length - 1] = last + text;
  else parts.push(text);
  reader.at += length;
}

function readVariable(reader: Reader): ValuePart {
  const start = reader.at;
  const variable = VARIABLE.exec(reader.text.slice(start + 2))?.[0];
  if (variable === undefined) throw unreadable(reader.text.slice(start), `\${NAME:-default}`, '$${');
  reader.at += 2 + variable.length;
  const hasFallback = reader.text.startsWith(':-', reader.at);
  if (hasFallback) reader.at += 2;
  const fallback = hasFallback ? readFallback(reader) : undefined;
  if (reader.text[reader.at] !== '}') throw unreadable(reader.text.slice(start), "'}' at its end", '$${');
  reader.at += 1;
  return fallback === undefined ? {variable} : {variable, fallback};
}

function readFallback(reader: Reader): readonly ValuePart[] {
  reader.depth += 1;
  if (reader.depth > MAXIMUM_DEPTH)
    throw new ValueSyntaxError(`at most ${MAXIMUM_DEPTH} defaults in each other`, 'more');
  const parts = readParts(reader, true);
  reader.depth -= 1;
  return parts;
}

function readReference(reader: Reader): ValuePart {
  const rest = reader.text.slice(reader.at + 2);
  const match = REFERENCE.exec(rest);
  if (match === null) throw unreadable(`$(${rest}`, '$(section:option)', '$$(');
  reader.at += 2 + match[0].length;
  return {section: match[1]!, option: match[2]!};
}

function unreadable(found: string, expected: string, literal: string): ValueSyntaxError {
  return new ValueSyntaxError(`${expected} (for the characters themselves write '${literal}')`, `'${found}'`);
}
