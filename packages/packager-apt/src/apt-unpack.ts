import {join} from 'node:path/posix';
import type {Host, PackagerContext} from '@devstack/sdk';
import {fetchCommand, unpackCommand} from './apt-commands.ts';
import {aptError, isOutdated, isUnknownPackage} from './apt-errors.ts';
import {askApt} from './apt-run.ts';
import {updateLists} from './install-plan.ts';

/** Readable for everybody, as what a package installs is. */
const MODE = {mode: 0o755} as const;

/**
 * Puts what is in packages into a directory, as they come from apt, which compares them with the signed lists. Nothing is installed and no
 * script of theirs is run. Whole or not at all.
 * @returns the names of the files that were unpacked, with their versions in them
 */
export async function unpackPackages(
  host: Host,
  names: readonly string[],
  into: string,
  context: PackagerContext,
): Promise<readonly string[]> {
  const part = `${into}.part`;
  const [packages, tree] = [join(part, 'packages'), join(part, 'tree')];
  await host.remove(part, {recursive: true});
  for (const directory of [part, packages, tree]) await host.makeDirectory(directory, MODE);
  await fetchPackages(host, names, packages, context);
  const files = ((await host.list(packages)) ?? []).filter((file) => file.endsWith('.deb'));
  for (const file of files) await host.run(unpackCommand(join(packages, file), tree), {signal: context.signal});
  await host.remove(into, {recursive: true});
  await host.rename(tree, into);
  await host.remove(part, {recursive: true});
  return files;
}

async function fetchPackages(
  host: Host,
  names: readonly string[],
  into: string,
  context: PackagerContext,
): Promise<void> {
  const action = `unpack packages ${names.join(', ')}`;
  const fetch = () => askApt(host, fetchCommand(names), {cwd: into, signal: context.signal});
  const first = await fetch();
  if (first.code === 0) return;
  if (!isUnknownPackage(first) && !isOutdated(first)) throw aptError(action, first, false);
  await updateLists(host, action, context);
  const second = await fetch();
  if (second.code !== 0) throw aptError(action, second, true);
}
