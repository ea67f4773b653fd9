import {fetchCommit, findWanted, type Wanted} from './fetch-commit.ts';
import {branchOf, checkOut, FETCHED_REF} from './git-commands.ts';
import {type GitSource, isCommit, mayBeShortCommit} from './git-source.ts';
import {
  changedFiles,
  changedFilesError,
  filesInTheWay,
  inTheWayError,
  ownCommits,
  ownCommitsError,
  rewrittenError,
} from './own-work.ts';
import type {Repository} from './repository.ts';
import {repairMove, withMark} from './unfinished-move.ts';

export interface Update {
  readonly commit: string;
  readonly changed: boolean;
}

/** Takes a checkout to what is wanted, if that loses nothing. Asks no server when the wanted commit or tag is there already. */
export async function updateCheckout(repository: Repository, source: GitSource): Promise<Update> {
  const isRepaired = await repairMove(repository);
  const head = await repository.read(['rev-parse', '--verify', 'HEAD']);
  if (await isThere(repository, source, head)) return {commit: head, changed: isRepaired};
  const wanted = await findWanted(repository, source);
  const known = wanted.commit === undefined ? undefined : await repository.commitOf(wanted.commit);
  const commit = known ?? (await fetchCommit(repository, source, wanted));
  const isEnough = commit === head || (await isUnderOwnCommits(repository, commit));
  if (isEnough && !isRepaired) return {commit: head, changed: false};
  await refuseToLose(repository, source.ref ?? commit, commit);
  await moveTo(repository, wanted, commit);
  return {commit, changed: true};
}

async function isThere(repository: Repository, {ref}: GitSource, head: string): Promise<boolean> {
  if (ref === undefined) return false;
  if (isCommit(ref) || mayBeShortCommit(ref)) return head.startsWith(ref);
  if ((await repository.commitOf(`refs/remotes/origin/${ref}`)) !== undefined) return false;
  return (await repository.commitOf(`refs/tags/${ref}`)) === head;
}

/** True when everything between the commit and HEAD is the user's: the user works on top of what is wanted. */
async function isUnderOwnCommits(repository: Repository, commit: string): Promise<boolean> {
  const own = await ownCommits(repository);
  if (own === 0 || !(await repository.isAncestor(commit, 'HEAD'))) return false;
  return Number(await repository.read(['rev-list', '--count', `${commit}..HEAD`])) === own;
}

async function refuseToLose(repository: Repository, wanted: string, commit: string): Promise<void> {
  const own = await ownCommits(repository);
  if (own > 0) throw ownCommitsError(repository.directory, own, wanted);
  const files = await changedFiles(repository);
  if (files.length > 0) throw changedFilesError(repository.directory, files);
  const inTheWay = await filesInTheWay(repository, commit);
  if (inTheWay.length > 0) throw inTheWayError(repository.directory, inTheWay);
}

async function moveTo(repository: Repository, {name}: Wanted, commit: string): Promise<void> {
  const branch = branchOf(name);
  if (branch !== undefined) {
    await repository.git(['update-ref', `refs/remotes/origin/${branch}`, commit]);
    await refuseToRewind(repository, branch, commit);
  }
  await repository.git(['update-ref', FETCHED_REF, commit]);
  await withMark(repository, commit, () => repository.git(checkOut(commit, name)));
}

async function refuseToRewind(repository: Repository, branch: string, commit: string): Promise<void> {
  const local = await repository.commitOf(`refs/heads/${branch}`);
  if (local === undefined || (await repository.isAncestor(local, commit))) return;
  const own = await ownCommits(repository, local);
  if (own > 0) throw ownCommitsError(repository.directory, own, branch);
  throw rewrittenError(repository.directory, branch, commit);
}
