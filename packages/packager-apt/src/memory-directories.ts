import {runAsRoot} from '@devstack/package-traces';
import type {Host} from '@devstack/sdk';
import {readOwners} from './dpkg-state.ts';

const CONFIGURATION = /^\/usr\/lib\/tmpfiles\.d\/[^/]+\.conf$/;
const DIRECTORY = /^[dD]\S*\s+(?:\/var)?(\/run\/[^\s%]+)(?=\s)/gm;

/** Directories in /run that a file of tmpfiles.d declares, those below others first. */
export function parseMemoryDirectories(text: string): string[] {
  const paths = [...text.matchAll(DIRECTORY)].map(([, path]) => path!.replace(/\/+$/, ''));
  return paths.sort((a, b) => b.length - a.length);
}

/** Directories that systemd makes in memory for packages, at each boot. */
export async function findMemoryDirectories(host: Host, packages: readonly string[]): Promise<string[]> {
  const ours = new Set(packages);
  const owners = await readOwners(host);
  const files = [...owners].filter(
    ([path, names]) => CONFIGURATION.test(path) && names.every((name) => ours.has(name)),
  );
  const texts = await Promise.all(files.map(async ([path]) => (await host.readText(path)) ?? ''));
  return parseMemoryDirectories(texts.join('\n'));
}

export async function removeEmptyDirectories(host: Host, directories: readonly string[]): Promise<void> {
  if (directories.length === 0) return;
  // Some may never have been made.
  await runAsRoot(host, ['rmdir', '--ignore-fail-on-non-empty', '--', ...directories], {accept: [0, 1]});
}
