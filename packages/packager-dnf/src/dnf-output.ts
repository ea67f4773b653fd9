/** What dnf says would happen, by `name.arch`. */
export interface DnfPlan {
  readonly install: readonly string[];
  readonly upgrade: readonly string[];
  readonly remove: readonly string[];
  /** Undefined when dnf does not say. */
  readonly downloadBytes?: number;
}

const SECTION = /^(Installing|Upgrading|Downgrading|Removing|Reinstalling|Skipping)\b.*:$/;
const ARCHITECTURE = /^(noarch|x86_64|i[3-6]86|aarch64|armv7hl|ppc64le|s390x|riscv64)$/;
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  k: 1024,
  KiB: 1024,
  M: 1048576,
  MiB: 1048576,
  G: 1073741824,
};

/** Reads the table that dnf prints before it asks. */
export function parsePlan(output: string): DnfPlan {
  const rows = rowsOf(output);
  const idsIn = (...sections: string[]): string[] =>
    rows.filter(({section}) => sections.includes(section)).map(({id}) => id);
  const size = sizeIn(output);
  return {
    install: idsIn('Installing'),
    upgrade: idsIn('Upgrading', 'Downgrading'),
    remove: idsIn('Removing'),
    ...(size === undefined ? {} : {downloadBytes: size}),
  };
}

/** A long name stands on a line of its own, and the rest of the row below. */
function rowsOf(output: string): {readonly section: string; readonly id: string}[] {
  const rows: {section: string; id: string}[] = [];
  let section = '';
  let alone = '';
  for (const line of output.split('\n')) {
    section = SECTION.exec(line)?.[1] ?? (line.startsWith(' ') ? section : '');
    const words = line.trim().split(/\s+/);
    const [name = '', architecture = ''] = ARCHITECTURE.test(words[0] ?? '') ? [alone, words[0]] : words;
    if (section !== '' && name !== '' && ARCHITECTURE.test(architecture))
      rows.push({section, id: `${name}.${architecture}`});
    alone = words.length === 1 ? words[0]! : '';
  }
  return rows;
}

function sizeIn(output: string): number | undefined {
  const [, amount, unit = ''] =
    /^(?:Total download size: |Total size: |Total size of inbound packages is )([\d.]+) ?(\w*)/m.exec(output) ?? [];
  const factor = UNITS[unit];
  return amount === undefined || factor === undefined ? undefined : Math.round(Number(amount) * factor);
}

export interface StatusLine {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

const DOING: Readonly<Record<string, string>> = {
  Installing: 'installing',
  Reinstalling: 'installing',
  Upgrading: 'installing',
  Downgrading: 'installing',
  Erasing: 'removing',
  Removing: 'removing',
  'Running scriptlet': 'configuring',
};

/** `  Installing : leaf-1.0-1.noarch 1/4`, `(1/4): leaf-1.0-1.noarch.rpm 6 kB/s`, and `[1/4] Installing leaf-0:1.0-1.noarch` of the fifth dnf. */
export function parseStatusLine(line: string): StatusLine | undefined {
  const [, doing = '', name, done, total] = /^ {1,2}(\w[\w ]*?)\s*: (\S+)\s+(\d+)\/(\d+)\s*$/.exec(line) ?? [];
  if (DOING[doing] !== undefined) return {what: `${DOING[doing]} ${name}`, done: Number(done), total: Number(total)};
  const [, at, of] = /^\((\d+)\/(\d+)\): /.exec(line) ?? [];
  if (at !== undefined) return {what: 'downloading packages', done: Number(at), total: Number(of)};
  const [, step, steps, action = '', what] = /^\[ *(\d+)\/(\d+)\] (\w+) (\S+)/.exec(line) ?? [];
  return DOING[action] === undefined
    ? undefined
    : {what: `${DOING[action]} ${what}`, done: Number(step), total: Number(steps)};
}

/** Packages of which a script failed: dnf goes on, and ends well. */
export function failedScripts(output: string): string[] {
  return [...output.matchAll(/^Error in (\w+) scriptlet in rpm package (\S+)/gm)].map(
    ([, kind, name]) => `${name} (${kind})`,
  );
}

/** The lines that tell a person something. */
export function tellingLines(output: string): string[] {
  const chatter =
    /^(Last metadata|Dependencies resolved|={5}|Downloading|Running transaction|Transaction |Complete)|^\(\d+\/\d+\): |^ {2}(Verifying|Preparing)/;
  return output.split('\n').filter((line) => line.trim() !== '' && !chatter.test(line));
}
