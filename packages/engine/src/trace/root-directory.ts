import * as fs from 'node:fs/promises';
import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import {explainFileError} from '../host/file-errors.ts';
import {orUndefined, statFile, syncDirectory} from '../host/local-files.ts';

/** Where devstack keeps what it knows of an installation. Readable by its owner only. */
export interface StatePaths {
  readonly root: string;
  readonly state: string;
  readonly trace: string;
  readonly lock: string;
  readonly holder: string;
  readonly store: string;
  readonly secrets: string;
}

export function statePaths(root: string): StatePaths {
  const state = path.join(root, 'state');
  return {
    root,
    state,
    trace: path.join(state, 'trace.jsonl'),
    lock: path.join(state, 'lock'),
    holder: path.join(state, 'holder.json'),
    store: path.join(state, 'store'),
    secrets: path.join(state, 'secrets.json'),
  };
}

/**
 * Makes the root with an empty trace in it, if there is none. Everything is made beside its place under a name of its own and then
 * renamed, so that a crash leaves either nothing under the final name or a trace that says what was made.
 */
export async function ensureRoot(paths: StatePaths): Promise<void> {
  if ((await statFile(paths.trace)) !== undefined) return;
  await explainFileError(`make ${paths.root}`, async () => {
    const missing = await missingDirectories(paths.state);
    const [first] = missing;
    if (first === undefined) throw strangeState(paths);
    const building = beside(first, 'new');
    await fs.rm(building, {recursive: true, force: true});
    const state = path.join(building, path.relative(first, paths.state));
    await fs.mkdir(state, {recursive: true, mode: 0o755});
    await fs.chmod(state, 0o700);
    await fs.writeFile(path.join(state, 'trace.jsonl'), `${JSON.stringify({v: 1, t: 'root', made: missing})}\n`, {
      mode: 0o600,
      flush: true,
    });
    await syncDirectory(state);
    await fs.rename(building, first);
    await syncDirectory(path.dirname(first));
  });
}

/** Directories on the way to `target` that do not exist, outermost first. */
async function missingDirectories(target: string): Promise<string[]> {
  const info = await statFile(target);
  if (info?.type === 'directory') return [];
  if (info !== undefined && info.type !== 'symlink') {
    throw new DevstackError(`cannot use ${target}: it is not a directory`, {
      code: 'DEVSTACK_ERR_ROOT_DIRECTORY',
      suggestions: ['choose another place with --directory'],
    });
  }
  if (info !== undefined) return [];
  return [...(await missingDirectories(path.dirname(target))), target];
}

function strangeState({state}: StatePaths): DevstackError {
  return new DevstackError(`cannot use ${state}: it exists, but there is no trace of an installation in it`, {
    code: 'DEVSTACK_ERR_ROOT_DIRECTORY',
    suggestions: ['choose another place with --directory', `or remove ${state} if nobody needs it`],
  });
}

/**
 * Removes the trace and the directories that were made for it, when everything else is reverted. What goes is renamed first, so that it is
 * there whole or not at all; {@link sweepRoot} finishes after a crash. A directory that holds something else stays.
 * @returns the directories that stay because they are not empty
 */
export async function removeRoot(paths: StatePaths, made: readonly string[]): Promise<string[]> {
  return explainFileError(`remove ${paths.state}`, async () => {
    const foreign = await Promise.all(made.map((directory, index) => holdsMore(directory, made[index + 1])));
    const outermost = made.find((_, index) => foreign.slice(index).every((more) => !more)) ?? paths.state;
    const leaving = beside(outermost, 'old');
    await fs.rename(outermost, leaving);
    await fs.rm(leaving, {recursive: true, force: true});
    return made.filter((directory) => directory.length < outermost.length);
  });
}

async function holdsMore(directory: string, child: string | undefined): Promise<boolean> {
  if (child === undefined) return false;
  const names = await orUndefined(fs.readdir(directory));
  return (names ?? []).some((name) => name !== path.basename(child));
}

/** Finishes what a crash in {@link ensureRoot} or {@link removeRoot} left. */
export async function sweepRoot(paths: StatePaths): Promise<void> {
  for (let directory = paths.state; directory !== path.dirname(directory); directory = path.dirname(directory)) {
    for (const end of ['new', 'old'] as const) {
      await fs.rm(beside(directory, end), {recursive: true, force: true}).catch(() => undefined);
    }
  }
}

function beside(directory: string, end: 'new' | 'old'): string {
  return path.join(path.dirname(directory), `.${path.basename(directory)}.devstack-${end}`);
}
