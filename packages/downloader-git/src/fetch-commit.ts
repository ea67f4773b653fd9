import {DevstackError} from '@devstack/sdk';
import {fetchEverything, fetchRef, listRemote, unshallow} from './git-commands.ts';
import {isCommitRefused} from './git-failure.ts';
import {type GitSource, isCommit, mayBeShortCommit} from './git-source.ts';
import {nearNames} from './near-names.ts';
import {findRef, parseRemoteRefs, type RemoteRefs, shortNames} from './remote-refs.ts';
import type {Repository} from './repository.ts';

/** What a source is, as its server says it. */
export interface Wanted {
  /** Full name of the branch or tag; missing for a commit. */
  readonly name?: string;
  /** Missing while only the beginning of a commit's hash is known. */
  readonly commit?: string;
}

/** Asks the server, unless the source is a commit. Throws DEVSTACK_ERR_NOT_FOUND with similar names. */
export async function findWanted(repository: Repository, source: GitSource): Promise<Wanted> {
  const {ref, url} = source;
  if (ref !== undefined && isCommit(ref)) return {commit: ref};
  const refs = parseRemoteRefs((await repository.git(listRemote(url, ref))).stdout);
  const name = findRef(refs, ref);
  if (name !== undefined) return {name, commit: refs.commits.get(name)!};
  if (ref !== undefined && mayBeShortCommit(ref)) return {};
  throw noSuchRef(source, refs);
}

/** Brings what is wanted into the repository and returns its commit. A depth only where nothing is there yet. */
export async function fetchCommit(
  repository: Repository,
  source: GitSource,
  wanted: Wanted,
  depth?: number,
): Promise<string> {
  const name = wanted.name ?? wanted.commit;
  if (name === undefined || !(await fetchOne(repository, source, name, depth))) {
    await fetchAll(repository, source);
    return findFetched(repository, source);
  }
  return repository.read(['rev-parse', '--verify', 'FETCH_HEAD^{commit}']);
}

/** False when the server hands out branches and tags only. */
async function fetchOne(repository: Repository, {url}: GitSource, name: string, depth?: number): Promise<boolean> {
  try {
    await repository.git(fetchRef(url, name, depth));
    return true;
  } catch (error) {
    if (isCommitRefused(error)) return false;
    throw error;
  }
}

async function fetchAll(repository: Repository, {url}: GitSource): Promise<void> {
  await repository.git((await repository.isShallow()) ? unshallow(url) : fetchEverything(url));
}

async function findFetched(repository: Repository, source: GitSource): Promise<string> {
  const commit = await repository.commitOf(source.ref ?? 'HEAD');
  if (commit !== undefined) return commit;
  throw noSuchRef(source, {commits: new Map()});
}

function noSuchRef({title, ref}: GitSource, refs: RemoteRefs): DevstackError {
  if (ref === undefined) {
    return new DevstackError(`cannot fetch ${title}: the repository is empty`, {code: 'DEVSTACK_ERR_NOT_FOUND'});
  }
  const near = nearNames(ref, shortNames(refs));
  return new DevstackError(`cannot fetch ${title}: it has no branch, tag or commit '${ref}'`, {
    code: 'DEVSTACK_ERR_NOT_FOUND',
    suggestions:
      near.length === 0 ? [`list what there is: git ls-remote ${title}`] : [`did you mean ${near.join(', ')}?`],
  });
}
