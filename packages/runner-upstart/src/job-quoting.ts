/**
 * A word that means the same in a job file, where upstart takes the quotes away, and in a command, which it hands to a shell as it
 * stands. They differ in what a backslash escapes and where, so the word has one only before another one, within double quotes.
 * A line end cannot be said: upstart makes a blank of it.
 */
export function quoteWord(value: string): string {
  if (value === '') return "''";
  return value.replaceAll(/[^'\\]+|'|\\/g, (part) => {
    if (part === '\\') return '"\\\\"';
    return part === "'" ? `"'"` : `'${part}'`;
  });
}

/** Without line ends; `decode` of job.sh is its inverse. */
export function escapeLines(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
