import {
  arrivedPaths,
  type Begun,
  continueBegun,
  hasHappened,
  inBatches,
  isSettled,
  newSystemAccounts,
  type Owned,
  readAccounts,
  readClock,
  runAsRoot,
  type StateFiles,
  type Transaction,
  unownedPaths,
} from '@devstack/package-traces';
import type {Host, PackageRequest, PackagerContext, RunResult} from '@devstack/sdk';
import {installCommand, markAutoCommand} from './apt-commands.ts';
import {aptError, isOutdated} from './apt-errors.ts';
import type {Simulation} from './apt-output.ts';
import {workApt} from './apt-run.ts';
import {bootLinks} from './boot-links.ts';
import {repairDpkg} from './dpkg-repair.ts';
import {listSystem, readAuto, readOwners, readPackages} from './dpkg-state.ts';
import {nameAll, planInstall, updateLists} from './install-plan.ts';
import {saveOldVersions} from './old-versions.ts';
import type {PackageState} from './package-query.ts';
import {unfulfilled} from './package-requests.ts';
import {allowServices, withoutServices} from './policy-rc-d.ts';
import {readTimeline} from './timeline.ts';

export interface Installation {
  readonly requests: readonly PackageRequest[];
  readonly previous: Owned;
  /** What was there before the first transaction. */
  readonly before: ReadonlySet<string>;
}

/** Installs what is missing in one transaction, and finds out what came with it. */
export class AptInstall {
  readonly #host: Host;
  readonly #files: StateFiles;
  readonly #context: PackagerContext;

  constructor(host: Host, files: StateFiles, context: PackagerContext) {
    this.#host = host;
    this.#files = files;
    this.#context = context;
  }

  async run({requests, previous, before}: Installation): Promise<Owned> {
    await allowServices(this.#host);
    const begun = await this.#files.begun.read();
    await repairDpkg(this.#host, namesOf(previous, begun), this.#context);
    const packages = await readPackages(this.#host);
    const interrupted = isInterrupted(begun, previous, packages) ? begun : undefined;
    const missing = unfulfilled(requests, packages);
    if (missing.length === 0 && interrupted === undefined) return previous;
    const now = await this.#begin(missing, interrupted);
    if (missing.length > 0) await withoutServices(this.#host, () => this.#install(missing, now.packages.length));
    const transaction = await this.#end(now, requests, before);
    return {...previous, transactions: [...previous.transactions, transaction]};
  }

  async #begin(missing: readonly PackageRequest[], interrupted: Begun | undefined): Promise<Begun> {
    const plan = missing.length === 0 ? NOTHING : await planInstall(this.#host, missing, this.#context);
    const now = await this.#describeBegin(plan, missing);
    const begun = interrupted === undefined ? now : continueBegun(interrupted, now);
    await this.#files.begun.write(begun);
    await saveOldVersions(this.#host, this.#files.directory, begun.upgraded);
    return begun;
  }

  async #describeBegin(plan: Simulation, missing: readonly PackageRequest[]): Promise<Begun> {
    const [at, accounts, listing, owners] = await Promise.all([
      readClock(this.#host),
      readAccounts(this.#host),
      listSystem(this.#host),
      readOwners(this.#host),
    ]);
    return {
      version: 1,
      firstAt: at,
      at,
      packages: plan.install,
      requested: missing.map(({name}) => name),
      upgraded: plan.upgrade,
      unowned: unownedPaths(listing, owners),
      ...accounts,
    };
  }

  async #install(missing: readonly PackageRequest[], packages: number): Promise<void> {
    const action = `install packages ${nameAll(missing)}`;
    const run = (): Promise<RunResult> => workApt(this.#host, installCommand(missing), this.#context, packages);
    let result = await run();
    if (result.code !== 0 && isOutdated(result)) {
      await updateLists(this.#host, action, this.#context);
      result = await run();
    }
    if (result.code !== 0) throw aptError(action, result, false);
  }

  async #end(begun: Begun, requests: readonly PackageRequest[], before: ReadonlySet<string>): Promise<Transaction> {
    const [packages, accounts, listing, owners, isInTime] = await Promise.all([
      readPackages(this.#host),
      readAccounts(this.#host),
      listSystem(this.#host),
      readOwners(this.#host),
      readTimeline(this.#host, begun),
    ]);
    const staying = new Set(requests.filter(({removable}) => removable === false).map(({name}) => name));
    const known = new Set(packages.map(({name}) => name));
    const ours = begun.packages.filter((name) => known.has(name) && !before.has(name) && !staying.has(name));
    await this.#markAuto(ours, begun.requested);
    await this.#keepFromBoot(bootLinks(listing, owners, ours));
    return {
      begunAt: begun.firstAt,
      packages: ours,
      requested: begun.requested.filter((name) => ours.includes(name)),
      upgraded: begun.upgraded,
      users: newSystemAccounts(begun.users, accounts.users),
      groups: newSystemAccounts(begun.groups, accounts.groups),
      ...arrivedPaths(listing, owners, new Set(begun.unowned), new Set(ours), isInTime),
    };
  }

  /** They would run beside ours after a reboot, with our ports and accounts. */
  async #keepFromBoot(links: readonly string[]): Promise<void> {
    if ((await this.#host.stat('/run/systemd/system')) === undefined) return;
    for (const some of inBatches(links)) await runAsRoot(this.#host, ['rm', '-f', '--', ...some]);
  }

  /** A repaired transaction may have lost the marks. */
  async #markAuto(ours: readonly string[], requested: readonly string[]): Promise<void> {
    const auto = new Set([...(await readAuto(this.#host)), ...requested]);
    const unmarked = ours.filter((name) => !auto.has(name));
    if (unmarked.length > 0) await runAsRoot(this.#host, markAutoCommand(unmarked));
  }
}

const NOTHING: Simulation = {install: [], upgrade: {}, remove: []};

/** Whether an earlier run began something and did not bring it to an end that is on record. */
function isInterrupted(begun: Begun | undefined, previous: Owned, packages: readonly PackageState[]): boolean {
  if (begun === undefined || isSettled(begun, previous)) return false;
  return hasHappened(begun, new Map(packages.map(({name, version}) => [name, version])));
}

function namesOf({transactions}: Owned, begun: Begun | undefined): ReadonlySet<string> {
  return new Set([...transactions.flatMap(({packages}) => packages), ...(begun?.packages ?? [])]);
}
