import {
  arrivedPaths,
  type Begun,
  continueBegun,
  hasHappened,
  isSettled,
  type ListedPath,
  newSystemAccounts,
  type Owned,
  readAccounts,
  readClock,
  runAsRoot,
  type StateFiles,
  type Transaction,
  unownedPaths,
} from '@devstack/package-traces';
import type {Host, Logger, PackageRequest, PackagerContext} from '@devstack/sdk';
import {dnfArgument, installCommand, markDependencyCommand, reinstallCommand, versionCommand} from './dnf-commands.ts';
import {isOutdated} from './dnf-errors.ts';
import {type DnfPlan, failedScripts} from './dnf-output.ts';
import {ask, explainFailure, workDnf} from './dnf-run.ts';
import {planInstall} from './install-plan.ts';
import {unfulfilled} from './package-requests.ts';
import type {RpmPackage} from './rpm-output.ts';
import {listScripts, listSystem, readOwners, readPackages, readProvides, readUserInstalled} from './rpm-state.ts';

/** A killed transaction may have gone on running scripts so long after it installed the last package. */
const SCRIPTS_SECONDS = 180;
const NOTHING: DnfPlan = {install: [], upgrade: [], remove: []};

export interface Installation {
  readonly requests: readonly PackageRequest[];
  readonly previous: Owned;
  /** What was there before the first transaction. */
  readonly before: ReadonlySet<string>;
}

export function nameAll(requests: readonly PackageRequest[]): string {
  return requests.map(dnfArgument).join(', ');
}

/** Installs what is missing in one transaction, and finds out what came with it. */
export class DnfInstall {
  readonly #host: Host;
  readonly #files: StateFiles;
  readonly #logger: Logger;
  readonly #context: PackagerContext;

  constructor(host: Host, files: StateFiles, logger: Logger, context: PackagerContext) {
    this.#host = host;
    this.#files = files;
    this.#logger = logger;
    this.#context = context;
  }

  async run({requests, previous, before}: Installation): Promise<Owned> {
    const begun = await this.#files.begun.read();
    const packages = await readPackages(this.#host);
    const interrupted = isInterrupted(begun, previous, packages) ? begun : undefined;
    const scripts =
      begun === undefined || begun.isComplete === true ? [] : await listScripts(this.#host, begun.firstAt);
    if (interrupted !== undefined && interrupted.isComplete !== true) await this.#repair(interrupted, packages);
    if (scripts.length > 0) await runAsRoot(this.#host, ['rm', '-f', '--', ...scripts]);
    const missing = unfulfilled(requests, packages, new Set((await readProvides(this.#host)).keys()));
    if (missing.length === 0 && interrupted === undefined) return previous;
    const now = await this.#begin(missing, interrupted, packages);
    if (missing.length > 0) await this.#install(missing);
    await this.#files.begun.write({...now, isComplete: true});
    const transaction = await this.#end(now, requests, before);
    return {...previous, transactions: [...previous.transactions, transaction]};
  }

  /** What was unpacked is there for rpm, whether or not its scripts ran. */
  async #repair({packages, firstAt}: Begun, present: readonly RpmPackage[]): Promise<void> {
    const ours = new Set(packages);
    const unsure = present.filter(({id, installedAt}) => ours.has(id) && installedAt >= Math.floor(firstAt));
    if (unsure.length === 0) return;
    this.#context.progress('repairing an interrupted installation of packages');
    const ids = unsure.map(({id}) => id);
    const result = await workDnf(this.#host, reinstallCommand(ids), this.#context);
    if (result.code !== 0) throw await explainFailure(this.#host, `repair packages ${ids.join(', ')}`, result);
    this.#warnOfScripts(result.stdout + result.stderr);
  }

  async #begin(
    missing: readonly PackageRequest[],
    interrupted: Begun | undefined,
    packages: readonly RpmPackage[],
  ): Promise<Begun> {
    const plan = missing.length === 0 ? NOTHING : await planInstall(this.#host, missing, this.#context);
    const now = await this.#describeBegin(plan, missing, packages);
    const begun = interrupted === undefined ? now : continueBegun(interrupted, now);
    await this.#files.begun.write(begun);
    return begun;
  }

  async #describeBegin(
    plan: DnfPlan,
    missing: readonly PackageRequest[],
    packages: readonly RpmPackage[],
  ): Promise<Begun> {
    const [at, accounts, listing, owners] = await Promise.all([
      readClock(this.#host),
      readAccounts(this.#host),
      listSystem(this.#host),
      readOwners(this.#host),
    ]);
    const changing = packages.filter(({id}) => plan.upgrade.includes(id));
    return {
      version: 1,
      firstAt: at,
      at,
      packages: plan.install,
      requested: missing.map(({name}) => name),
      // What it is upgraded to is known afterwards.
      upgraded: Object.fromEntries(changing.map((known) => [known.id, {from: versionOf(known), to: ''}])),
      unowned: unownedPaths(listing, owners),
      ...accounts,
    };
  }

  async #install(missing: readonly PackageRequest[]): Promise<void> {
    let result = await workDnf(this.#host, installCommand(missing, false), this.#context);
    if (result.code !== 0 && isOutdated(result)) {
      result = await workDnf(this.#host, installCommand(missing, true), this.#context);
    }
    if (result.code !== 0) throw await explainFailure(this.#host, `install packages ${nameAll(missing)}`, result);
    this.#warnOfScripts(result.stdout + result.stderr);
  }

  #warnOfScripts(output: string): void {
    const failed = failedScripts(output);
    if (failed.length > 0) this.#logger.warn(`scripts of packages failed: ${failed.join(', ')}`);
  }

  async #end(begun: Begun, requests: readonly PackageRequest[], before: ReadonlySet<string>): Promise<Transaction> {
    const [packages, accounts, listing, owners] = await Promise.all([
      readPackages(this.#host),
      readAccounts(this.#host),
      listSystem(this.#host),
      readOwners(this.#host),
    ]);
    const staying = new Set(requests.filter(({removable}) => removable === false).map(({name}) => name));
    const planned = new Set(begun.packages);
    const came = packages.filter(({id, name}) => planned.has(id) && !before.has(id) && !staying.has(name));
    const ours = came.map(({id}) => id);
    const requested = came.filter(({name}) => begun.requested.includes(name)).map(({id}) => id);
    if (begun.at !== begun.firstAt) await this.#markDependencies(ours.filter((id) => !requested.includes(id)));
    const now = new Map(packages.map((known) => [known.id, versionOf(known)]));
    const upgraded = Object.entries(begun.upgraded).map(
      ([id, {from}]) => [id, {from, to: now.get(id) ?? from}] as const,
    );
    return {
      begunAt: begun.firstAt,
      packages: ours,
      requested,
      upgraded: Object.fromEntries(upgraded.filter(([, {from, to}]) => from !== to)),
      users: newSystemAccounts(begun.users, accounts.users),
      groups: newSystemAccounts(begun.groups, accounts.groups),
      ...arrivedPaths(listing, owners, new Set(begun.unowned), new Set(ours), isInTime(begun, came)),
    };
  }

  /** A transaction that was killed is not in the history of dnf, which then takes its packages for asked for. */
  async #markDependencies(ids: readonly string[]): Promise<void> {
    const marked = await readUserInstalled(this.#host);
    const wrong = ids.filter((id) => marked.has(id));
    if (wrong.length === 0) return;
    const isFifth = (await ask(this.#host, versionCommand)).stdout.startsWith('dnf5');
    const command = markDependencyCommand(isFifth ? 'dependency' : 'remove', wrong);
    await runAsRoot(this.#host, command);
  }
}

export function versionOf({epoch, version, release}: RpmPackage): string {
  return `${epoch}:${version}-${release}`;
}

/** Whether an earlier run began something and did not bring it to an end that is on record. */
function isInterrupted(begun: Begun | undefined, previous: Owned, packages: readonly RpmPackage[]): boolean {
  if (begun === undefined || isSettled(begun, previous)) return false;
  return hasHappened(begun, new Map(packages.map((known) => [known.id, versionOf(known)])));
}

/** What appeared between two attempts, which may be hours apart, is somebody else's. */
function isInTime({at, firstAt}: Begun, came: readonly RpmPackage[]): (path: ListedPath) => boolean {
  const earlier = came.map(({installedAt}) => installedAt).filter((time) => time < at);
  const until = at === firstAt ? at : Math.max(firstAt, ...earlier) + SCRIPTS_SECONDS;
  return ({since}) => since >= at || (since >= firstAt && since <= until);
}
