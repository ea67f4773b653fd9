/** What `apt-get -s` says would happen. */
export interface Simulation {
  /** Packages that are not there yet, by name. */
  readonly install: readonly string[];
  readonly upgrade: Readonly<Record<string, {readonly from: string; readonly to: string}>>;
  readonly remove: readonly string[];
}

const INST = /^Inst (\S+) (?:\[(\S+)\] )?\((\S+) /;
const REMV = /^(?:Remv|Purg) (\S+)/;

export function parseSimulation(output: string): Simulation {
  const lines = output.split('\n');
  const inst = lines.flatMap((line) => {
    const [, name, from, to] = INST.exec(line) ?? [];
    return name === undefined ? [] : [{name, from, to: to!}];
  });
  return {
    install: inst.filter(({from}) => from === undefined).map(({name}) => name),
    upgrade: Object.fromEntries(
      inst.flatMap(({name, from, to}) => (from === undefined ? [] : [[name, {from, to}] as const])),
    ),
    remove: lines.flatMap((line) => REMV.exec(line)?.[1] ?? []),
  };
}

/** The sum of the sizes in `apt-get --print-uris`: `'URI' FILE SIZE HASH` per line. */
export function sumUriSizes(output: string): number {
  const sizes = [...output.matchAll(/^'[^']*' \S+ (\d+)/gm)].map(([, size]) => Number(size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

export interface StatusLine {
  readonly what: string;
  readonly done?: number;
  readonly total?: number;
}

/**
 * A line of `APT::Status-Fd`, or of dpkg's `--status-fd`. While it downloads apt counts files; then it tells per cent of all steps of all
 * packages. dpkg counts nothing.
 */
export function parseStatusLine(line: string, packages: number): StatusLine | undefined {
  const download = /^dlstatus:\d+:[\d.]+:\D*(\d+) of (\d+)/.exec(line);
  if (download) return {what: 'downloading packages', done: Number(download[1]), total: Number(download[2])};
  const configured = /^processing: configure: (\S+)/.exec(line);
  if (configured) return {what: `configuring ${configured[1]}`};
  const [, name, percent, text] = /^pmstatus:(.+?):([\d.]+):(.+)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const what = text!.replace(/ \([^()]*\)$/, '').toLowerCase();
  if (packages === 0) return {what};
  const done = Math.floor((Number(percent) / 100) * packages);
  return {what, done, total: packages};
}

/** The lines that tell a person something: no status, no chatter about what was read. */
export function tellingLines(output: string): string[] {
  const chatter =
    /^(dlstatus|pmstatus|Reading |Building |Selecting |Preparing |Unpacking |Get:|Hit:|Fetched |\(Reading )/;
  return output.split('\n').filter((line) => line.trim() !== '' && !chatter.test(line));
}
