/** Properties of a unit by name, as `systemctl show` prints them. */
export type Properties = Readonly<Record<string, string>>;

/** Units in the order in which they were asked for. */
export function parseShow(output: string): Properties[] {
  const blocks = output.split(/\n\n+/).filter((block) => block.trim() !== '');
  return blocks.map((block) => Object.fromEntries(block.split('\n').flatMap((line) => parseProperty(line))));
}

function parseProperty(line: string): [string, string][] {
  const end = line.indexOf('=');
  return end < 0 ? [] : [[line.slice(0, end), line.slice(end + 1)]];
}

/** `Sun 2026-11-22 19:19:02.123456 UTC`; undefined when it has not happened. */
export function parseTimestampMs(text: string | undefined): number | undefined {
  const [, date, time, fraction = ''] =
    /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{3}))?\d* UTC/.exec(text ?? '') ?? [];
  return date === undefined ? undefined : Date.parse(`${date}T${time}.${fraction.padEnd(3, '0')}Z`);
}

/** The first line of `systemctl --version`: `systemd 252 (252.39-1~deb12u2)`. */
export function parseVersion(output: string): number {
  return Number(/^systemd (\d+)/.exec(output)?.[1] ?? 0);
}

/** Names of the variables that `systemctl show-environment` prints. */
export function parseVariableNames(output: string): string[] {
  return output.split('\n').flatMap((line) => /^([A-Za-z_]\w*)=/.exec(line)?.[1] ?? []);
}
