import {join} from 'node:path';
import type {Repository} from './repository.ts';

// A process that is killed in the middle of `git checkout` leaves files of two commits and git's own lock files. The mark is
// written when the tree is known to be clean, so what differs afterwards is ours, but for what the user edited since then.
const MARK = 'devstack-moving';
const LOCKS = ['index.lock', 'HEAD.lock', 'shallow.lock'];

/** Does something that moves the checkout to a commit; what a crash leaves of it, `repairMove` repairs. */
export async function withMark<Result>(repository: Repository, commit: string, act: () => Promise<Result>) {
  const mark = join(await gitDirectory(repository), MARK);
  await repository.host.writeFile(mark, commit, {mode: 0o644});
  const result = await act();
  await repository.host.remove(mark);
  return result;
}

/** True when there was something to repair; HEAD is then detached. */
export async function repairMove(repository: Repository): Promise<boolean> {
  const directory = await gitDirectory(repository);
  const commit = await repository.host.readText(join(directory, MARK));
  if (commit === undefined) return false;
  for (const lock of LOCKS) await repository.host.remove(join(directory, lock));
  if ((await repository.commitOf(commit)) !== undefined) {
    await rescueEdits(repository, commit);
    await repository.git(['checkout', '--quiet', '--force', '--detach', commit]);
  }
  await repository.host.remove(join(directory, MARK));
  return true;
}

/** A file that is neither as it was nor as it would be may be an edit of the user: it is found again in `git stash list`. */
async function rescueEdits(repository: Repository, commit: string): Promise<void> {
  const [old, wanted] = [await differing(repository, 'HEAD'), await differing(repository, commit)];
  if (!old.some((file) => wanted.includes(file))) return;
  const stash = await repository.read(['stash', 'create']);
  if (stash !== '')
    await repository.git(['stash', 'store', '--message', 'edits found by devstack after a crash', stash]);
}

function differing(repository: Repository, commit: string): Promise<string[]> {
  return repository.lines(['diff', '--name-only', commit]);
}

function gitDirectory(repository: Repository): Promise<string> {
  return repository.read(['rev-parse', '--absolute-git-dir']);
}
