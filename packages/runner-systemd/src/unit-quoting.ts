const NAMED: Readonly<Record<string, string>> = {'\n': '\\n', '\t': '\\t', '\r': '\\r', '"': '\\"', '\\': '\\\\'};

/** A word of a unit file's command line that reaches the program as it is: no variable, no specifier, no separator. */
export function quoteWord(value: string): string {
  const escaped = value.replaceAll(/["\\]|\p{Cc}/gu, (char) => NAMED[char] ?? hexEscape(char));
  return `"${quoteValue(escaped).replaceAll('$', '$$$$')}"`;
}

/** A value that takes the rest of its line. */
export function quoteValue(value: string): string {
  return value.replaceAll('%', '%%');
}

/** A line of an environment file; only what systemd's parser treats specially within double quotes is escaped. */
export function environmentLine(name: string, value: string): string {
  return `${name}="${value.replaceAll(/["\\`$]/g, '\\$&')}"`;
}

/** systemd drops a variable with such a value, with a warning that nobody sees. */
export function isAllowedValue(value: string): boolean {
  return !/(?![\t\n])\p{Cc}/u.test(value);
}

function hexEscape(char: string): string {
  return [...Buffer.from(char, 'utf8')].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
