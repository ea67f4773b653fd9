/** What `git` is asked: everything after `git -C <directory>`. */

/** Where we note what was fetched, so that a commit that no branch has is not taken for the user's own. */
export const FETCHED_REF = 'refs/devstack/fetched';

export function listRemote(url: string, ref?: string): string[] {
  const patterns = ['HEAD', 'refs/heads/*', 'refs/tags/*', ...(ref?.startsWith('refs/') ? [ref] : [])];
  return ['ls-remote', '--symref', url, ...patterns];
}

/** The cheapest question a server can be asked. */
export function askRemote(url: string): string[] {
  return ['ls-remote', url, 'HEAD'];
}

/** Without a depth, a shallow clone gets everything from where it ends: the new commits join the old ones. */
export function fetchRef(url: string, name: string, depth?: number): string[] {
  return ['fetch', '--quiet', ...(depth === undefined ? [] : [`--depth=${depth}`]), url, refspecOf(name)];
}

export function fetchEverything(url: string): string[] {
  return ['fetch', '--quiet', '--tags', url, '+refs/heads/*:refs/remotes/origin/*'];
}

export function unshallow(url: string): string[] {
  return ['fetch', '--quiet', '--unshallow', '--tags', url, '+refs/heads/*:refs/remotes/origin/*'];
}

/** A branch is checked out as a local branch that follows it; anything else leaves HEAD detached. */
export function checkOut(commit: string, name: string | undefined): string[] {
  const branch = branchOf(name);
  if (branch === undefined) return ['checkout', '--quiet', '--detach', commit];
  return ['checkout', '--quiet', '-B', branch, '--track', `refs/remotes/origin/${branch}`];
}

/** Counts commits that are in `tips` and came from nowhere else. */
export function countOwnCommits(tips: readonly string[]): string[] {
  return ['rev-list', '--count', ...tips, '--not', '--remotes', '--tags', '--glob=refs/devstack/*'];
}

export function branchOf(name: string | undefined): string | undefined {
  return name?.startsWith('refs/heads/') ? name.slice('refs/heads/'.length) : undefined;
}

function refspecOf(name: string): string {
  const branch = branchOf(name);
  if (branch !== undefined) return `+${name}:refs/remotes/origin/${branch}`;
  return name.startsWith('refs/tags/') ? `+${name}:${name}` : name;
}
