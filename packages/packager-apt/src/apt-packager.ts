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
import {printUrisCommand, simulateInstallCommand} from './apt-commands.ts';
import {AptInstall} from './apt-install.ts';
import {parseSimulation, sumUriSizes} from './apt-output.ts';
import {AptRemove} from './apt-remove.ts';
import {askApt} from './apt-run.ts';
import {unpackPackages} from './apt-unpack.ts';
import {readAuto, readPackages} from './dpkg-state.ts';
import {nameAll} from './install-plan.ts';
import {unfulfilled} from './package-requests.ts';

/** Packages of Debian and Ubuntu. */
export class AptPackager implements Packager {
  static readonly inject = [T.host, T.environment, T.logger] as const;

  readonly privileged = WHY_ROOT;
  readonly #host: Host;
  readonly #files: StateFiles;
  readonly #logger: Logger;

  constructor(host: Host, environment: Environment, logger: Logger) {
    this.#host = host;
    this.#files = new StateFiles(host, environment, 'packager-apt');
    this.#logger = logger;
  }

  async missing(requests: readonly PackageRequest[]): Promise<readonly PackageRequest[]> {
    return requests.length === 0 ? [] : unfulfilled(requests, await readPackages(this.#host));
  }

  async capture(_requests: readonly PackageRequest[]): Promise<JsonObject> {
    const [packages, auto] = await Promise.all([readPackages(this.#host), readAuto(this.#host)]);
    return toJson({
      version: 1,
      packages: packages.filter(({residual}) => !residual).map(({name}) => name),
      residual: packages.filter(({residual}) => residual).map(({name}) => name),
      auto,
    });
  }

  async install(
    requests: readonly PackageRequest[],
    before: JsonObject,
    previous: JsonObject | undefined,
    context: PackagerContext,
  ): Promise<JsonObject> {
    await requireRoot(this.#host, requests.length === 0 ? 'remove packages' : `install packages ${nameAll(requests)}`);
    const install = new AptInstall(this.#host, this.#files, context);
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
    const known = await this.#files.begun.read();
    if (known === undefined && readOwned(owned).transactions.length === 0) return {owned, kept: []};
    const everything = await this.install([], before, owned, context);
    const remove = new AptRemove(this.#host, this.#files, this.#logger, context);
    const removed = await remove.run({before: readBefore(before), owned: readOwned(everything), keep});
    return {owned: toJson(removed.owned), kept: removed.kept};
  }

  unpack(names: readonly string[], into: string, context: PackagerContext): Promise<readonly string[]> {
    return unpackPackages(this.#host, names, into, context);
  }

  async preview(
    requests: readonly PackageRequest[],
  ): Promise<{readonly install: readonly string[]; readonly downloadBytes?: number}> {
    const missing = await this.missing(requests);
    if (missing.length === 0) return {install: [], downloadBytes: 0};
    const simulation = await askApt(this.#host, simulateInstallCommand(missing));
    // Lists that are missing or old are fetched by `install`; until then only the names are known.
    if (simulation.code !== 0) return {install: missing.map(({name}) => name)};
    const {install, upgrade} = parseSimulation(simulation.stdout);
    const uris = await askApt(this.#host, printUrisCommand(missing));
    return {install: [...install, ...Object.keys(upgrade)], downloadBytes: sumUriSizes(uris.stdout)};
  }
}
