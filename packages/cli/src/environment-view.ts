export type Shell = 'bash' | 'fish' | 'json';

/** Statements that set the variables when a shell evaluates them; any character in a value survives. */
export function renderEnvironment(variables: Readonly<Record<string, string>>, shell: Shell): string[] {
  if (shell === 'json') return JSON.stringify(variables, null, 2).split('\n');
  return Object.entries(variables).map(([name, value]) =>
    shell === 'fish' ? `set -gx ${name} ${quoteForFish(value)}` : `export ${name}=${quoteForBash(value)}`,
  );
}

function quoteForBash(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** Between single quotes fish reads `\\` and `\'`, and nothing else, as escapes. */
function quoteForFish(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
