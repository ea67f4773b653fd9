/** Absolute paths of libraries in what the loader prints with `--list`; those that it does not find are missing. */
export function parseLibraries(output: string): {readonly found: string[]; readonly missing: string[]} {
  const lines = [...output.matchAll(/^\s*(\S+) => (not found|\/\S+)/gm)].map(
    ([, name, path]) => [name!, path!] as const,
  );
  return {
    found: lines.filter(([, path]) => path.startsWith('/')).map(([, path]) => path),
    missing: lines.filter(([, path]) => !path.startsWith('/')).map(([name]) => name),
  };
}
