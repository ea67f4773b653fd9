import {readFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';

/** What was agreed to when a plugin was installed. */
export interface LockedPlugin {
  readonly version: string;
  readonly resolved: string;
  /** Of the archive, as the registry gives it. */
  readonly integrity: string;
  /** Of the files that were installed. */
  readonly digest: string;
  /** Of the packages that it brings, by their path from it. */
  readonly brought: Readonly<Record<string, string>>;
  readonly publisher?: string;
  /** What it announced to do as root: `component vault: packages`. */
  readonly privileged: readonly string[];
}

export type LockedPlugins = Readonly<Record<string, LockedPlugin>>;

export const LOCK_FILE = 'devstack.lock';

interface LockDocument {
  readonly v: 2;
  readonly plugins: LockedPlugins;
}

/** What is damaged, or of an older form, counts as nothing: the plugins in it have to be agreed to again. */
export function readLockFile(directory: string): LockedPlugins {
  try {
    const document = JSON.parse(readFileSync(path.join(directory, LOCK_FILE), 'utf8')) as LockDocument;
    return document.v === 2 ? document.plugins : {};
  } catch {
    return {};
  }
}

export async function writeLockFile(directory: string, plugins: LockedPlugins): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(plugins).sort(([a], [b]) => (a < b ? -1 : 1)));
  const document: LockDocument = {v: 2, plugins: sorted};
  await writeFile(path.join(directory, LOCK_FILE), `${JSON.stringify(document, null, 2)}\n`, {mode: 0o600});
}
