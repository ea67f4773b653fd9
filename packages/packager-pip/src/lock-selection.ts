import {DevstackError, type PythonLock} from '@devstack/sdk';
import {type LockEntry, parseLock} from './lock-file.ts';
import {parseRequirement, type Requirement} from './requirement.ts';

export interface Selection {
  /** Everything to install, pinned with hashes. */
  readonly pinned: readonly LockEntry[];
  /** Requirements of which no lock knows the name: somebody has to resolve them. */
  readonly unlocked: readonly string[];
}

/**
 * What the requirements need, according to one lock: themselves and all that is there because of them. Nothing is resolved; the
 * lock knows who wants what.
 */
export function selectFromLock(lock: readonly LockEntry[], requirements: readonly string[]): Selection {
  const wanted = requirements.map(parseRequirement);
  const known = new Set(lock.map(({name}) => name));
  const names = closureOf(
    lock,
    wanted.map(({name}) => name).filter((name) => known.has(name)),
  );
  return {
    pinned: lock.filter(({name}) => names.has(name)),
    unlocked: wanted.filter(({name}) => !known.has(name)).map(({text}) => text),
  };
}

/** The same for several locks. Throws DEVSTACK_ERR_PACKAGES where two locks, or a lock and a requirement, contradict each other. */
export function selectFromLocks(locks: readonly PythonLock[], requirements: readonly string[]): Selection {
  const parsed = locks.map(({name, text}) => ({name, entries: parseLock(text, name)}));
  for (const requirement of requirements.map(parseRequirement)) checkExact(requirement, parsed);
  return selectFromLock(uniteLocks(parsed), requirements);
}

/** Everything that any of the locks has. Throws DEVSTACK_ERR_PACKAGES where two contradict each other. */
export function allOfLocks(locks: readonly PythonLock[]): LockEntry[] {
  return uniteLocks(locks.map(({name, text}) => ({name, entries: parseLock(text, name)})));
}

interface NamedLock {
  readonly name: string;
  readonly entries: readonly LockEntry[];
}

function closureOf(lock: readonly LockEntry[], roots: readonly string[]): ReadonlySet<string> {
  const names = new Set(roots);
  let size = -1;
  while (size !== names.size) {
    size = names.size;
    for (const {name, via} of lock) if (via.some((parent) => names.has(parent))) names.add(name);
  }
  return names;
}

function uniteLocks(locks: readonly NamedLock[]): LockEntry[] {
  const united = new Map<string, {lock: string; entries: LockEntry[]}>();
  for (const {name: lock, entries} of locks) {
    for (const [name, theirs] of Map.groupBy(entries, (entry) => entry.name)) {
      const ours = united.get(name);
      if (ours === undefined) united.set(name, {lock, entries: theirs});
      else united.set(name, {lock: ours.lock, entries: uniteEntries(ours, {lock, entries: theirs})});
    }
  }
  return [...united.values()].flatMap(({entries}) => entries);
}

function uniteEntries(
  ours: {readonly lock: string; readonly entries: readonly LockEntry[]},
  theirs: {readonly lock: string; readonly entries: readonly LockEntry[]},
): LockEntry[] {
  const versions = versionsOf(ours.entries);
  if (versions !== versionsOf(theirs.entries)) throw conflict(ours, theirs);
  return ours.entries.map((entry) => {
    const twin = theirs.entries.find(({version}) => version === entry.version) ?? entry;
    return {
      ...entry,
      marker: eitherMarker(entry.marker, twin.marker),
      hashes: [...new Set([...entry.hashes, ...twin.hashes])].sort(),
      via: [...new Set([...entry.via, ...twin.via])].sort(),
    };
  });
}

function eitherMarker(a: string, b: string): string {
  if (a === b) return a;
  return a === '' || b === '' ? '' : `(${a}) or (${b})`;
}

function versionsOf(entries: readonly LockEntry[]): string {
  return entries
    .map(({version}) => version)
    .sort()
    .join(' and ');
}

function checkExact({name, exact, text}: Requirement, locks: readonly NamedLock[]): void {
  if (exact === undefined) return;
  const lock = locks.find(({entries}) => entries.some((entry) => entry.name === name));
  const entries = lock?.entries.filter((entry) => entry.name === name) ?? [];
  if (lock === undefined || entries.some(({version}) => version === exact)) return;
  throw new DevstackError(`cannot install ${text}: ${lock.name} has ${name} ${versionsOf(entries)}`, {
    code: 'DEVSTACK_ERR_PACKAGES',
    suggestions: ['make the release file and its lock agree: npm run lock'],
  });
}

function conflict(
  ours: {readonly lock: string; readonly entries: readonly LockEntry[]},
  theirs: {readonly lock: string; readonly entries: readonly LockEntry[]},
): DevstackError {
  const name = ours.entries[0]!.name;
  return new DevstackError(
    `cannot install ${name}: ${ours.lock} has ${versionsOf(ours.entries)}, ${theirs.lock} has ${versionsOf(theirs.entries)}`,
    {
      code: 'DEVSTACK_ERR_PACKAGES',
      suggestions: [
        'update the plugins to versions of the same release: devstack plugins update',
        'or give each component an environment of its own: --set python.environment=component',
      ],
    },
  );
}
