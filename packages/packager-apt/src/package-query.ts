/** A package that dpkg knows. */
export interface PackageState {
  /** As apt prints it: `libc6`, and `libc6:i386` where it is of a foreign architecture. */
  readonly name: string;
  readonly version: string;
  /** Unpacked and configured, nothing pending. */
  readonly installed: boolean;
  /** Its files are unpacked in part, and it shall be installed: only unpacking it again helps. */
  readonly torn: boolean;
  /** Removed, but its configuration files are still there. */
  readonly residual: boolean;
  /** Each clause lists the names of which one is enough. */
  readonly depends: readonly (readonly string[])[];
  readonly recommends: readonly (readonly string[])[];
  /** Its own plain name, and the virtual ones. */
  readonly provides: readonly string[];
}

/** Reads the output of `queryCommand`. */
export function parsePackages(output: string, architecture: string): PackageState[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
    .filter(([, , status]) => status?.[1] !== 'n')
    .map((fields) => parsePackage(fields, architecture));
}

function parsePackage(fields: readonly string[], architecture: string): PackageState {
  const [package_ = '', arch = '', status = '', version = '', preDepends = '', depends = '', recommends, provides] =
    fields;
  return {
    name: qualifiedName(package_, arch, architecture),
    version,
    installed: status[1] === 'i' && (status[2] ?? ' ') === ' ',
    torn: /^i(H|.R)/.test(status),
    residual: status[1] === 'c',
    depends: [...parseClauses(preDepends), ...parseClauses(depends)],
    recommends: parseClauses(recommends ?? ''),
    provides: [package_, ...parseClauses(provides ?? '').flat()],
  };
}

export function qualifiedName(name: string, arch: string, native: string): string {
  return arch === native || arch === 'all' || arch === '' ? name : `${name}:${arch}`;
}

/** `a (>= 1) | b:any, c` becomes `[['a', 'b'], ['c']]`. */
export function parseClauses(text: string): string[][] {
  const clauses = text
    .split(',')
    .map((clause) => clause.split('|').map((part) => /^\s*([^\s:([]+)/.exec(part)?.[1] ?? ''));
  return clauses.map((names) => names.filter((name) => name !== '')).filter((names) => names.length > 0);
}
