import {type LockEntry, renderLock} from './lock-file.ts';
import {selectFromLock} from './lock-selection.ts';
import {UV_VERSION} from './uv-release.ts';

/** The lock of one plugin for one release, as its release file wants it. */
export interface LockFile {
  readonly path: string;
  readonly series: string;
  readonly requirements: readonly string[];
}

/**
 * The part of a resolution that one plugin needs. Each plugin carries its own part, so that packs can be published one by one
 * and still agree.
 */
export function renderReleaseLock({series, requirements}: LockFile, resolved: readonly LockEntry[]): string {
  const {pinned, unlocked} = selectFromLock(resolved, requirements);
  if (unlocked.length > 0) throw new Error(`the resolution of ${series} lacks ${unlocked.join(', ')}`);
  const names = new Set(pinned.map(({name}) => name));
  const header = [
    `Locked for ${series} with uv ${UV_VERSION}: ${requirements.toSorted().join(', ')}.`,
    'Made by `npm run lock` from the release files; not to be edited.',
  ];
  const entries = pinned.map((entry) => ({...entry, via: entry.via.filter((name) => names.has(name))}));
  return renderLock(entries, {header});
}
