const HEADING = '[X-Devstack]';

/** systemd skips sections that begin with X-: here a unit file says which directories had to be made for it, parents first. */
export function withMadeDirectories(unit: string, directories: readonly string[]): string {
  return directories.length === 0 ? unit : `${unit}\n${HEADING}\nDirectories=${JSON.stringify(directories)}\n`;
}

export function readMadeDirectories(unit: string): string[] {
  const [, text] = /^Directories=(.*)$/m.exec(unit) ?? [];
  return text === undefined ? [] : (JSON.parse(text) as string[]);
}
