import type {JsonObject} from '@devstack/sdk';
import type {Accounts} from './accounts.ts';

/** What was there before the first transaction. */
export interface Before {
  readonly version: 1;
  readonly packages: readonly string[];
  /** Packages that were removed with their configuration files left: these files are not ours. */
  readonly residual: readonly string[];
  /** Packages that were there because others need them. */
  readonly auto: readonly string[];
}

export type Upgrades = Readonly<Record<string, {readonly from: string; readonly to: string}>>;

/** What one transaction brought. */
export interface Transaction {
  /** Identifies it: when its first attempt began, in seconds since the epoch. */
  readonly begunAt: number;
  /** New packages that are ours to remove. */
  readonly packages: readonly string[];
  /** Those of them that were asked for by name: apt has them as manually installed. */
  readonly requested: readonly string[];
  /** Packages that were there before, and had to be upgraded for the new ones. */
  readonly upgraded: Upgrades;
  readonly users: Accounts;
  readonly groups: Accounts;
  /** New directories of the packages, without those below another. */
  readonly directories: readonly string[];
  /** New paths that no package owns. */
  readonly paths: readonly string[];
}

export interface Owned {
  readonly version: 1;
  readonly transactions: readonly Transaction[];
}

/** A transaction that was begun: written before the packager changes anything, so that a crash loses nothing. */
export interface Begun {
  readonly version: 1;
  /** The machine's clock at the begin of the first attempt and of this one, in seconds since the epoch. */
  readonly firstAt: number;
  readonly at: number;
  readonly packages: readonly string[];
  readonly requested: readonly string[];
  readonly upgraded: Upgrades;
  /** What no package owned. */
  readonly unowned: readonly string[];
  readonly users: Accounts;
  readonly groups: Accounts;
  /** Its packages are installed, with all of their scripts; what is missing is only the record of it. */
  readonly isComplete?: boolean;
}

/** Written before a removal changes anything: apt forgets its marks before the packages go. */
export interface Removing {
  readonly version: 1;
  /** Packages that someone marked as manually installed. */
  readonly claimed: readonly string[];
}

/** A record of the trace; an empty one (of a run that ended early) has nothing in it. */
export function readBefore(record: JsonObject): Before {
  return {version: 1, packages: [], residual: [], auto: [], ...(record as Partial<Before>)};
}

export function readOwned(record: JsonObject | undefined): Owned {
  return {version: 1, transactions: [], ...(record as Partial<Owned> | undefined)};
}

export function toJson(record: Before | Owned): JsonObject {
  return record as unknown as JsonObject;
}

/** Whether the end of what was begun is on record. */
export function isSettled({firstAt}: Begun, {transactions}: Owned): boolean {
  return transactions.some(({begunAt}) => begunAt === firstAt);
}

/** Whether a transaction that was begun got as far as changing something. */
export function hasHappened({packages, upgraded}: Begun, versions: ReadonlyMap<string, string>): boolean {
  return (
    packages.some((name) => versions.has(name)) ||
    Object.entries(upgraded).some(([name, {from}]) => versions.get(name) !== from)
  );
}

/** A second attempt at what was begun: what the first one found before it did anything is what counts. */
export function continueBegun(first: Begun, second: Begun): Begun {
  return {
    ...first,
    at: second.at,
    packages: [...new Set([...first.packages, ...second.packages])],
    requested: [...new Set([...first.requested, ...second.requested])],
    upgraded: {...second.upgraded, ...first.upgraded},
  };
}

/** The versions that were there before the transactions, of packages that still are as they left them. */
export function versionsToRestore(
  transactions: readonly Transaction[],
  installed: ReadonlyMap<string, string>,
): Record<string, string> {
  const now = new Map(installed);
  const restore: Record<string, string> = {};
  for (const {upgraded} of transactions.toReversed()) {
    for (const [name, {from, to}] of Object.entries(upgraded)) {
      if (now.get(name) !== to) continue;
      now.set(name, from);
      restore[name] = from;
    }
  }
  return restore;
}
