import {readBefore, readOwned, requireRoot, StateFiles, toJson, WHY_ROOT} from '@devstack/package-traces';
import {
  type Environment,
  type Host,
  type JsonObject,
  type Kept,
  type Logger,
  type PackageRequest,
  type Packager,
  type PackagerContext,
  T,
} from '@devstack/sdk';
import {planCommand} from './dnf-commands.ts';
import {DnfInstall, nameAll} from './dnf-install.ts';
import {parsePlan} from './dnf-output.ts';
import {DnfRemove} from './dnf-remove.ts';
import {ask} from './dnf-run.ts';
import {unfulfilled} from './package-requests.ts';
import {readPackages, readProvides} from './rpm-state.ts';

/** Packages of Fedora, CentOS Stream and Red Hat Enterprise Linux. */
export class DnfPackager implements Packager {
  static readonly inject = [T.host, T.environment, T.logger] as const;

  readonly privileged = WHY_ROOT;
  readonly #host: Host;
  readonly #files: StateFiles;
  readonly #logger: Logger;

  constructor(host: Host, environment: Environment, logger: Logger) {
    this.#host = host;
    this.#files = new StateFiles(host, environment, 'packager-dnf');
    this.#logger = logger;
  }

  async missing(requests: readonly PackageRequest[]): Promise<readonly PackageRequest[]> {
    if (requests.length === 0) return [];
    const packages = await readPackages(this.#host);
    const missing = unfulfilled(requests, packages, new Set());
    if (missing.length === 0) return [];
    return unfulfilled(missing, packages, new Set((await readProvides(this.#host)).keys()));
  }

  async capture(_requests: readonly PackageRequest[]): Promise<JsonObject> {
    const packages = await readPackages(this.#host);
    return toJson({version: 1, packages: packages.map(({id}) => id), residual: [], auto: []});
  }

  async install(
    requests: readonly PackageRequest[],
    before: JsonObject,
    previous: JsonObject | undefined,
    context: PackagerContext,
  ): Promise<JsonObject> {
    await requireRoot(this.#host, requests.length === 0 ? 'remove packages' : `install packages ${nameAll(requests)}`);
    const install = new DnfInstall(this.#host, this.#files, this.#logger, context);
    const packages = new Set(readBefore(before).packages);
    return toJson(await install.run({requests, previous: readOwned(previous), before: packages}));
  }

  async remove(
    before: JsonObject,
    owned: JsonObject,
    keep: readonly PackageRequest[],
    context: PackagerContext,
  ): Promise<{readonly owned: JsonObject; readonly kept: readonly Kept[]}> {
    // A run that was killed before it could return has left what it began.
    const begun = await this.#files.begun.read();
    if (begun === undefined && readOwned(owned).transactions.length === 0) return {owned, kept: []};
    const everything = await this.install([], before, owned, context);
    const remove = new DnfRemove(this.#host, this.#files, this.#logger, context);
    const removed = await remove.run({before: readBefore(before), owned: readOwned(everything), keep});
    return {owned: toJson(removed.owned), kept: removed.kept};
  }

  async preview(
    requests: readonly PackageRequest[],
  ): Promise<{readonly install: readonly string[]; readonly downloadBytes?: number}> {
    const missing = await this.missing(requests);
    if (missing.length === 0) return {install: [], downloadBytes: 0};
    const {install, upgrade, downloadBytes} = parsePlan((await ask(this.#host, planCommand(missing, false))).stdout);
    // Where lists are missing or old, only the names are known until `install` fetches them.
    if (install.length === 0) return {install: missing.map(({name}) => name)};
    const names = [...install, ...upgrade].map((id) => id.replace(/\.[^.]+$/, ''));
    return {install: names, ...(downloadBytes === undefined ? {} : {downloadBytes})};
  }
}
