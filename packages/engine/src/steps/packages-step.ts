import {
  type Applied,
  DevstackError,
  type Host,
  type JsonObject,
  type Kept,
  type PackageRequest,
  type Packagers,
  type PackagesArgs,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
} from '@devstack/sdk';

import {compareText} from '../plan/compare-text.ts';

type Previous = Applied<PackagesArgs, JsonObject, JsonObject>;

/** Packages of one packager. All of a plan are one step, so that there is one transaction. */
export class PackagesStep implements StepHandler<PackagesArgs, JsonObject, JsonObject> {
  readonly lifetime = 'installed';
  readonly #host: Host;
  readonly #packagers: Packagers;

  constructor(host: Host, packagers: Packagers) {
    this.#host = host;
    this.#packagers = packagers;
  }

  readonly merge = {
    key: packagerOf,
    combine: (all: readonly PackagesArgs[]): PackagesArgs => ({
      packager: packagerOf(all[0]!),
      requests: uniqueRequests(all.flatMap(({requests}) => requests)),
    }),
  };

  async describe({args}: Step<PackagesArgs>): Promise<StepDescription> {
    const packager = await this.#packagers.get(packagerOf(args));
    const missing = await packager.missing(args.requests);
    const preview = missing.length === 0 ? undefined : await packager.preview?.(missing).catch(() => undefined);
    return {
      title: `packages ${args.requests.map(nameOf).join(' ')}`,
      details: preview?.install ?? missing.map(nameOf),
      ...(packager.privileged === undefined ? {} : {privileged: packager.privileged}),
    };
  }

  resources(args: PackagesArgs): readonly string[] {
    return [`packager ${packagerOf(args)}`];
  }

  async probe(args: PackagesArgs, previous: Previous | undefined): Promise<Probe> {
    const packager = await this.#packagers.get(packagerOf(args));
    if ((await packager.missing(args.requests)).length > 0) return 'absent';
    return noLongerWanted(args, previous).length > 0 ? 'changed' : 'present';
  }

  async check(args: PackagesArgs): Promise<void> {
    const {privileged} = await this.#packagers.get(packagerOf(args));
    const {elevation, user} = await this.#host.facts();
    if (privileged === undefined || elevation !== 'none') return;
    throw new DevstackError(
      `cannot install ${args.requests.map(nameOf).join(', ')} as ${user}: root is needed, because ${privileged}`,
      {
        code: 'DEVSTACK_ERR_PERMISSION',
        suggestions: [
          'run the same command as root, or as a user who may use sudo without a password',
          'or have the packages installed by somebody who may',
        ],
      },
    );
  }

  async capture(args: PackagesArgs): Promise<JsonObject> {
    return (await this.#packagers.get(packagerOf(args))).capture(args.requests);
  }

  async apply(
    args: PackagesArgs,
    {before, previous}: {readonly before: JsonObject; readonly previous?: Previous},
    context: StepContext,
  ): Promise<JsonObject> {
    const packager = await this.#packagers.get(packagerOf(args));
    const owned = await packager.install(args.requests, before, previous?.after, context);
    if (noLongerWanted(args, previous).length === 0) return owned;
    return (await packager.remove(before, owned, args.requests, context)).owned;
  }

  async revert({args, before, after}: Previous, context: StepContext): Promise<readonly Kept[]> {
    const packager = await this.#packagers.get(packagerOf(args));
    return (await packager.remove(before, after ?? {}, [], context)).kept;
  }
}

function packagerOf({packager}: PackagesArgs): string {
  if (packager === undefined) throw new TypeError('a packages step without a packager');
  return packager;
}

function nameOf({name, version}: PackageRequest): string {
  return version === undefined ? name : `${name}=${version}`;
}

function uniqueRequests(requests: readonly PackageRequest[]): PackageRequest[] {
  const byName = new Map<string, PackageRequest>();
  for (const request of requests) byName.set(nameOf(request), request);
  return [...byName.values()].sort((a, b) => compareText(nameOf(a), nameOf(b)));
}

function noLongerWanted(args: PackagesArgs, previous: Previous | undefined): readonly PackageRequest[] {
  const wanted = new Set(args.requests.map(({name}) => name));
  return (previous?.args.requests ?? []).filter(({name}) => !wanted.has(name));
}
