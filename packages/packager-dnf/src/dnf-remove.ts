import {
  type Before,
  type Owned,
  type Remains,
  removeResidue,
  type StateFiles,
  type Transaction,
  versionsToRestore,
} from '@devstack/package-traces';
import type {Host, Kept, Logger, PackageRequest, PackagerContext} from '@devstack/sdk';
import {downgradeCommand, removeCommand} from './dnf-commands.ts';
import {versionOf} from './dnf-install.ts';
import {explainFailure, workDnf} from './dnf-run.ts';
import {planRemoval, type RemovalPlan} from './removal-plan.ts';
import {readOwners, readPackages, readProvides, readUserInstalled} from './rpm-state.ts';

export interface Removal {
  readonly before: Before;
  readonly owned: Owned;
  readonly keep: readonly PackageRequest[];
}

/** Removes packages that are ours and nobody needs, and what they leave. */
export class DnfRemove {
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

  async run(removal: Removal): Promise<{readonly owned: Owned; readonly kept: readonly Kept[]}> {
    const plan = await this.#plan(removal);
    if (plan.remove.length > 0) {
      const result = await workDnf(this.#host, removeCommand(plan.remove), this.#context);
      if (result.code !== 0) throw await explainFailure(this.#host, 'remove packages', result);
    }
    const [emptied, remaining] = await this.#divide(removal.owned);
    const left: Kept[] = [];
    for (const transaction of emptied.toReversed()) {
      left.push(...(await removeResidue(this.#host, transaction, this.#remains())));
    }
    left.push(...(await this.#restoreVersions(emptied)));
    await this.#files.begun.clear();
    await this.#files.removing.clear();
    const stayed = [...plan.kept].map(([id, why]) => ({what: `package ${id.replace(/\.[^.]+$/, '')}`, why}));
    return {owned: {...removal.owned, transactions: remaining}, kept: [...stayed, ...left]};
  }

  #remains(): Remains {
    return {logger: this.#logger, readOwners: () => readOwners(this.#host), tables: []};
  }

  async #plan({before, owned, keep}: Removal): Promise<RemovalPlan> {
    const [packages, provides] = await Promise.all([readPackages(this.#host), readProvides(this.#host)]);
    const there = new Set(packages.map(({id}) => id));
    const old = new Set(before.packages);
    const ours = owned.transactions.flatMap((transaction) => transaction.packages);
    const present = ours.filter((id) => there.has(id) && !old.has(id));
    const wanted = keep.flatMap(({name}) => provides.get(name) ?? []);
    const claimed = await this.#claimed(owned, present);
    return planRemoval(this.#host, {
      owned: present,
      wanted,
      claimed: claimed.filter((id) => present.includes(id) && !wanted.includes(id)),
      provides,
    });
  }

  async #claimed({transactions}: Owned, present: readonly string[]): Promise<readonly string[]> {
    const interrupted = await this.#files.removing.read();
    if (interrupted !== undefined) return interrupted.claimed;
    const requested = new Set(transactions.flatMap((transaction) => transaction.requested));
    const marked = present.length === 0 ? new Set<string>() : await readUserInstalled(this.#host);
    const claimed = present.filter((id) => marked.has(id) && !requested.has(id));
    await this.#files.removing.write({version: 1, claimed});
    return claimed;
  }

  /** Transactions of which no package is left, and the others, each with the packages that are left. */
  async #divide({transactions}: Owned): Promise<[Transaction[], Transaction[]]> {
    const there = new Set((await readPackages(this.#host)).map(({id}) => id));
    const now = transactions.map((transaction) => ({
      ...transaction,
      packages: transaction.packages.filter((id) => there.has(id)),
    }));
    return [now.filter(({packages}) => packages.length === 0), now.filter(({packages}) => packages.length > 0)];
  }

  async #restoreVersions(transactions: readonly Transaction[]): Promise<Kept[]> {
    const installed = new Map((await readPackages(this.#host)).map((known) => [known.id, versionOf(known)]));
    const versions = Object.entries(versionsToRestore(transactions, installed));
    if (versions.length === 0) return [];
    const targets = versions.map(([id, version]) => id.replace(/\.([^.]+)$/, `-${version}.$1`));
    const {code} = await workDnf(this.#host, downgradeCommand(targets), this.#context);
    if (code === 0) return [];
    return versions.map(([id, version]) => ({
      what: `the newer version of package ${id}`,
      why: `version ${version}, which was there before, cannot be installed any more`,
    }));
  }
}
