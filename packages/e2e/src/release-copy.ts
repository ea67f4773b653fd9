import {cpSync, existsSync, readdirSync, symlinkSync} from 'node:fs';
import {basename, join} from 'node:path';
import {repository} from './cache-directory.ts';
import {runOnHost} from './command.ts';

const LEFT_OUT = ['node_modules', '.git', '.cache', '.compile-cache'];

/** The repository as it is here, built, as a clean checkout of one commit: lerna publishes nothing else. Returns the commit. */
export async function copyForRelease(directory: string): Promise<string> {
  cpSync(repository, directory, {recursive: true, filter: (source) => !LEFT_OUT.includes(basename(source))});
  symlinkSync(join(repository, 'node_modules'), join(directory, 'node_modules'));
  for (const name of readdirSync(join(repository, 'packages'))) {
    const modules = join(repository, 'packages', name, 'node_modules');
    if (existsSync(modules)) symlinkSync(modules, join(directory, 'packages', name, 'node_modules'));
  }
  const git = ['git', '-C', directory, '-c', 'user.name=release', '-c', 'user.email=release@localhost'] as const;
  await runOnHost([...git, 'init', '--quiet']);
  await runOnHost([...git, 'add', '--all']);
  await runOnHost([...git, 'commit', '--quiet', '--message', 'release']);
  return (await runOnHost([...git, 'rev-parse', 'HEAD'])).trim();
}
