import path from 'node:path';
import {digestBrought, digestPackage} from '@devstack/engine';
import {type LockedPlugin, readLockFile, writeLockFile} from './lock-file.ts';

/** What is recorded of the files of a plugin. @param directory with the `node_modules` that it is in */
export async function digestFiles(directory: string, name: string): Promise<Pick<LockedPlugin, 'digest' | 'brought'>> {
  const place = path.join(directory, 'node_modules', name);
  const [digest, brought] = await Promise.all([digestPackage(place), digestBrought(place)]);
  return {digest, brought};
}

/**
 * Runs npm, which may move or replace packages that plugins bring in common, and records them anew for the plugins whose files were as
 * recorded before. What somebody has changed stays refused.
 */
export async function keepingRecords(directory: string, change: () => Promise<unknown>): Promise<void> {
  const before = await intactNames(directory);
  await change();
  const locked = readLockFile(directory);
  const kept = await Promise.all(
    Object.entries(locked).map(async ([name, plugin]) => {
      const files = before.includes(name) ? await digestFiles(directory, name).catch(() => undefined) : undefined;
      return [name, files?.digest === plugin.digest ? {...plugin, ...files} : plugin] as const;
    }),
  );
  await writeLockFile(directory, Object.fromEntries(kept));
}

async function intactNames(directory: string): Promise<readonly string[]> {
  const names = await Promise.all(
    Object.entries(readLockFile(directory)).map(async ([name, {digest, brought}]) => {
      const found = await digestFiles(directory, name).catch(() => undefined);
      return JSON.stringify(found) === JSON.stringify({digest, brought}) ? [name] : [];
    }),
  );
  return names.flat();
}
