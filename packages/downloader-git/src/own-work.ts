import {DevstackError} from '@devstack/sdk';
import {countOwnCommits} from './git-commands.ts';
import type {Repository} from './repository.ts';

/** Tracked files that differ from the last commit. Files that git does not know stay in place whatever we do. */
export function changedFiles(repository: Repository): Promise<string[]> {
  return repository.lines(['status', '--porcelain', '--untracked-files=no']);
}

/** Files that git does not know here, and that the commit has. */
export async function filesInTheWay(repository: Repository, commit: string): Promise<string[]> {
  const added = await repository.lines(['diff', '--name-only', '--diff-filter=A', 'HEAD', commit]);
  const unknown = new Set(await repository.lines(['ls-files', '--others', '--exclude-standard']));
  return added.filter((file) => unknown.has(file));
}

/** Commits that no server has, as far as is known here. */
export async function ownCommits(repository: Repository, tip = 'HEAD'): Promise<number> {
  return Number(await repository.read(countOwnCommits([tip])));
}

/** Why a checkout must not be deleted: what is in it and nowhere else. */
export async function describeOwnWork(repository: Repository): Promise<string | undefined> {
  const files = await repository.lines(['status', '--porcelain']);
  const commits = Number(await repository.read(countOwnCommits(['HEAD', '--branches'])));
  const stashes = (await repository.lines(['stash', 'list'])).length;
  const found = [
    count(files.length, 'changed or new file'),
    count(commits, 'commit of its own', 'commits of its own'),
    count(stashes, 'stash', 'stashes'),
  ].filter((part) => part !== '');
  return found.length === 0 ? undefined : `it has ${found.join(', ')}`;
}

export function changedFilesError(directory: string, files: readonly string[]): DevstackError {
  return new DevstackError(`cannot update ${directory}: it has ${count(files.length, 'changed file')}`, {
    code: 'DEVSTACK_ERR_SOURCE_CHANGED',
    output: files,
    suggestions: [
      `keep them for later: git -C ${directory} stash`,
      `or throw them away: git -C ${directory} checkout .`,
    ],
  });
}

export function inTheWayError(directory: string, files: readonly string[]): DevstackError {
  return new DevstackError(`cannot update ${directory}: files that git does not know are in the way`, {
    code: 'DEVSTACK_ERR_SOURCE_CHANGED',
    output: files,
    suggestions: [`move them away, for example: git -C ${directory} stash --include-untracked`],
  });
}

export function ownCommitsError(directory: string, commits: number, wanted: string): DevstackError {
  const what = count(commits, 'commit of its own', 'commits of its own');
  return new DevstackError(`cannot update ${directory} to ${wanted}: it has ${what}`, {
    code: 'DEVSTACK_ERR_SOURCE_CHANGED',
    suggestions: [
      `put them on top of what is wanted: git -C ${directory} rebase ${wanted}`,
      `or keep them on a branch and go there: git -C ${directory} branch NAME && git -C ${directory} reset --hard ${wanted}`,
    ],
  });
}

export function rewrittenError(directory: string, branch: string, commit: string): DevstackError {
  return new DevstackError(`cannot update ${directory}: branch ${branch} was rewritten on the server`, {
    code: 'DEVSTACK_ERR_SOURCE_CHANGED',
    suggestions: [`take the new one: git -C ${directory} checkout -B ${branch} ${commit}`],
  });
}

function count(number: number, one: string, many = `${one}s`): string {
  return number === 0 ? '' : `${number} ${number === 1 ? one : many}`;
}
