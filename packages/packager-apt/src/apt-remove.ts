import {
  type Before,
  type Owned,
  type Remains,
  removeResidue,
  runAsRoot,
  type StateFiles,
  type Transaction,
  versionsToRestore,
} from '@devstack/package-traces';
import {
  DevstackError,
  type Host,
  type Kept,
  type Logger,
  type PackageRequest,
  type PackagerContext,
} from '@devstack/sdk';
import {markAutoCommand, purgeCommand, removeCommand, simulatePurgeCommand} from './apt-commands.ts';
import {aptError} from './apt-errors.ts';
import {parseSimulation} from './apt-output.ts';
import {askApt, workApt} from './apt-run.ts';
import {readAuto, readOwners, readPackages} from './dpkg-state.ts';
import {findMemoryDirectories, removeEmptyDirectories} from './memory-directories.ts';
import {restoreOldVersions} from './old-versions.ts';
import type {PackageState} from './package-query.ts';
import {planRemoval, type RemovalPlan} from './removal-plan.ts';

export interface Removal {
  readonly before: Before;
  readonly owned: Owned;
  readonly keep: readonly PackageRequest[];
}

export interface Removed {
  readonly owned: Owned;
  readonly kept: readonly Kept[];
}

/** Of dpkg and apt. */
const TABLES = ['/var/lib/dpkg/statoverride', '/var/lib/apt/extended_states'];

/** Purges packages that are ours and nobody needs, and what they leave. */
export class AptRemove {
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

  async run(removal: Removal): Promise<Removed> {
    const plan = await this.#plan(removal);
    const inMemory = await findMemoryDirectories(this.#host, plan.purge);
    await this.#purge(plan.purge, removal.before);
    await removeEmptyDirectories(this.#host, inMemory);
    const [emptied, remaining] = await this.#divide(removal.owned);
    const left: Kept[] = [];
    for (const transaction of emptied.toReversed()) {
      left.push(...(await removeResidue(this.#host, transaction, this.#remains())));
    }
    left.push(...(await this.#restoreVersions(emptied)));
    await this.#restoreMarks(emptied, removal.before);
    await this.#files.begun.clear();
    await this.#files.removing.clear();
    const stayed = [...plan.kept].map(([name, why]) => ({what: `package ${name}`, why}));
    return {owned: {...removal.owned, transactions: remaining}, kept: [...stayed, ...left]};
  }

  #remains(): Remains {
    return {logger: this.#logger, readOwners: () => readOwners(this.#host), tables: TABLES};
  }

  async #plan({before, owned, keep}: Removal): Promise<RemovalPlan> {
    const packages = await readPackages(this.#host);
    return planRemoval({
      packages,
      owned: new Set(owned.transactions.flatMap((transaction) => transaction.packages)),
      before: new Set(before.packages),
      wanted: keep.map(({name}) => name),
      claimed: await this.#claimed(owned, packages),
    });
  }

  async #claimed({transactions}: Owned, packages: readonly PackageState[]): Promise<readonly string[]> {
    const interrupted = await this.#files.removing.read();
    if (interrupted !== undefined) return interrupted.claimed;
    const usual = new Set([...(await readAuto(this.#host)), ...transactions.flatMap(({requested}) => requested)]);
    const installed = new Set(packages.filter((known) => known.installed).map(({name}) => name));
    const names = transactions.flatMap((transaction) => transaction.packages);
    const claimed = names.filter((name) => installed.has(name) && !usual.has(name));
    await this.#files.removing.write({version: 1, claimed});
    return claimed;
  }

  async #purge(names: readonly string[], {residual}: Before): Promise<void> {
    if (names.length === 0) return;
    await this.#checkPurge(names);
    const leaving = new Set(residual);
    const purged = names.filter((name) => !leaving.has(name));
    if (purged.length < names.length) await this.#work(removeCommand(names), names);
    if (purged.length > 0) await this.#work(purgeCommand(purged), purged);
  }

  async #work(command: ReturnType<typeof purgeCommand>, names: readonly string[]): Promise<void> {
    const result = await workApt(this.#host, command, this.#context, names.length);
    if (result.code !== 0) throw aptError('remove packages', result, false);
  }

  /** Our own look at the dependencies knows no versions; apt's does. */
  async #checkPurge(names: readonly string[]): Promise<void> {
    const result = await askApt(this.#host, simulatePurgeCommand(names));
    if (result.code !== 0) throw aptError('remove packages', result, false);
    const {install, remove, upgrade} = parseSimulation(result.stdout);
    const ours = new Set(names);
    const others = [...remove.filter((name) => !ours.has(name)), ...install, ...Object.keys(upgrade)];
    if (others.length === 0) return;
    throw new DevstackError(`cannot remove packages: apt would also change ${others.join(', ')}`, {
      code: 'DEVSTACK_ERR_PACKAGES',
      suggestions: [`sudo apt-get -s purge ${names.join(' ')}`],
    });
  }

  /** Transactions of which no package is left, and the others, each with the packages that are left. */
  async #divide({transactions}: Owned): Promise<[Transaction[], Transaction[]]> {
    const known = new Set((await readPackages(this.#host)).filter(({residual}) => !residual).map(({name}) => name));
    const now = transactions.map((transaction) => ({
      ...transaction,
      packages: transaction.packages.filter((name) => known.has(name)),
    }));
    return [now.filter(({packages}) => packages.length === 0), now.filter(({packages}) => packages.length > 0)];
  }

  async #restoreVersions(transactions: readonly Transaction[]): Promise<Kept[]> {
    const installed = new Map((await readPackages(this.#host)).map(({name, version}) => [name, version]));
    const versions = versionsToRestore(transactions, installed);
    return restoreOldVersions(this.#host, this.#files.directory, versions, this.#context);
  }

  async #restoreMarks(transactions: readonly Transaction[], before: Before): Promise<void> {
    const touched = transactions.flatMap(({upgraded}) => Object.keys(upgraded));
    const auto = new Set(await readAuto(this.#host));
    const wasAuto = new Set(before.auto);
    const lost = touched.filter((name) => wasAuto.has(name) && !auto.has(name));
    if (lost.length > 0) await runAsRoot(this.#host, markAutoCommand(lost));
  }
}
