/** What a repository offers: full names of refs and the commits they stand for. */
export interface RemoteRefs {
  readonly commits: ReadonlyMap<string, string>;
  /** Full name of the branch that HEAD points to. */
  readonly head?: string;
}

/** Reads `git ls-remote --symref`. The line `refs/tags/x^{}` gives the commit behind an annotated tag. */
export function parseRemoteRefs(output: string): RemoteRefs {
  const lines = output.split('\n').map((line) => line.split('\t'));
  const head = lines.find(([what, name]) => name === 'HEAD' && what?.startsWith('ref: '))?.[0]?.slice('ref: '.length);
  const commits = new Map<string, string>();
  for (const [commit, name] of lines) {
    if (commit === undefined || name === undefined || commit.startsWith('ref: ')) continue;
    commits.set(name.replace(/\^\{\}$/, ''), commit);
  }
  return head === undefined ? {commits} : {commits, head};
}

/** The full name of what a person calls `ref`. A branch wins over a tag of the same name, as in `git clone --branch`. */
export function findRef({commits, head}: RemoteRefs, ref: string | undefined): string | undefined {
  const candidates = ref === undefined ? [head ?? 'HEAD'] : [`refs/heads/${ref}`, `refs/tags/${ref}`, ref];
  return candidates.find((name) => commits.has(name));
}

export function shortNames({commits}: RemoteRefs): string[] {
  return [...commits.keys()].filter((name) => name !== 'HEAD').map((name) => name.replace(/^refs\/(heads|tags)\//, ''));
}
