import type {Host, Kept, Logger} from '@devstack/sdk';
import {sameAccounts} from './accounts.ts';
import {inBatches, listBelow, readAccounts} from './machine.ts';
import {leftovers} from './new-paths.ts';
import {topmost} from './path-listing.ts';
import type {PathOwners} from './path-owners.ts';
import type {Transaction} from './records.ts';
import {runAsRoot} from './root.ts';

/** What a packager knows that `removeResidue` asks for. */
export interface Remains {
  readonly logger: Logger;
  readOwners(): Promise<PathOwners>;
  /** Tables of the packager: they stay as long as something is in them. */
  readonly tables: readonly string[];
}

/** Removes what the packages of a transaction left behind, once all of them are gone. */
export async function removeResidue(host: Host, transaction: Transaction, remains: Remains): Promise<Kept[]> {
  const kept = [...(await removeUsers(host, transaction)), ...(await removeGroups(host, transaction))];
  return [...kept, ...(await removePaths(host, transaction, remains))];
}

async function removeUsers(host: Host, {users}: Transaction): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const name of sameAccounts(users, (await readAccounts(host)).users)) {
    // 6: somebody else removed it; 8: it runs programs.
    const {code} = await runAsRoot(host, ['userdel', name], {accept: [0, 6, 8]});
    if (code === 8) kept.push({what: `user ${name}`, why: 'programs run under this account'});
  }
  return kept;
}

async function removeGroups(host: Host, {groups}: Transaction): Promise<Kept[]> {
  const kept: Kept[] = [];
  // userdel took the groups that have the names of their users.
  for (const name of sameAccounts(groups, (await readAccounts(host)).groups)) {
    const {code} = await runAsRoot(host, ['groupdel', name], {accept: [0, 6, 8]});
    if (code === 8) kept.push({what: `group ${name}`, why: 'it is the primary group of a user'});
  }
  return kept;
}

async function removePaths(host: Host, transaction: Transaction, remains: Remains): Promise<Kept[]> {
  const recorded = [...transaction.directories, ...transaction.paths];
  if (recorded.length === 0) return [];
  const [listing, owners] = await Promise.all([listBelow(host, topmost(recorded)), remains.readOwners()]);
  const {files, directories, foreign} = leftovers(listing, owners, transaction);
  const doomed = await withoutUsedTables(host, files, remains.tables);
  for (const some of inBatches(doomed)) await runAsRoot(host, ['rm', '-f', '--', ...some]);
  for (const some of inBatches(directories)) {
    // A directory in which something appeared this very moment stays, with its parents.
    await runAsRoot(host, ['rmdir', '--ignore-fail-on-non-empty', '--', ...some], {accept: [0, 1]});
  }
  if (doomed.length > 0) remains.logger.info(`removed what packages left: ${doomed.join(' ')}`);
  return foreign.map((path) => ({what: path, why: 'it appeared after the packages were installed'}));
}

async function withoutUsedTables(host: Host, files: readonly string[], tables: readonly string[]): Promise<string[]> {
  const used = await Promise.all(tables.map(async (table) => ((await host.readText(table)) ?? '').trim() !== ''));
  const blocked = new Set(tables.filter((_, index) => used[index]));
  return files.filter((path) => !blocked.has(path));
}
