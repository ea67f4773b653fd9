import {DevstackError, type Downloads, type Origin} from '@devstack/sdk';
import type {Distro} from '../conf/distro.ts';
import type {Release} from '../conf/release.ts';
import type {Configuration} from '../config/configuration.ts';
import {candidatesOf, firstReachable} from './choose-origin.ts';

const ORIGINS: readonly Origin[] = ['distro', 'pypi', 'git'];

/** What decides where code comes from. */
export interface OriginSettings {
  readonly configuration: Configuration;
  readonly distro: Distro;
  readonly readRelease: (series: string) => Promise<Release>;
  readonly downloads: Downloads;
  /** Origins of components that are installed: a choice that was made once stays. */
  readonly origins: ReadonlyMap<string, Origin>;
  readonly note: (message: string) => void;
}

/** Decides where each component's code comes from. `auto` asks the network once; what was chosen once stays chosen. */
export class OriginChooser {
  readonly #settings: OriginSettings;
  #automatic: Origin | undefined;

  constructor(settings: OriginSettings) {
    this.#settings = settings;
  }

  async choose(
    component: string,
    origins: readonly Origin[],
  ): Promise<{readonly origin: Origin; readonly release: Release}> {
    const origin = await this.#originOf(component, origins);
    // What only the distribution has is the same in every release.
    const series = origins.length === 1 && origin === 'distro' ? this.#anySeries() : this.#seriesOf(origin);
    return {origin, release: await this.#settings.readRelease(series)};
  }

  async #originOf(component: string, origins: readonly Origin[]): Promise<Origin> {
    const [only] = origins;
    if (only !== undefined && origins.length === 1) return only;
    const {configuration, origins: chosenBefore} = this.#settings;
    const configured = configuration.get('default', 'origin') ?? 'auto';
    if (configured !== 'auto') return requireOrigin(component, origins, configured as Origin);
    const before = chosenBefore.get(component) ?? this.#automatic;
    if (before !== undefined && origins.includes(before)) return before;
    return this.#firstReachable(component, origins);
  }

  async #firstReachable(component: string, origins: readonly Origin[]): Promise<Origin> {
    const {distro, downloads, note, readRelease} = this.#settings;
    const releases = new Map<Origin, Release>();
    const offered = origins.filter((origin) => this.#findSeries(origin) !== undefined);
    for (const origin of offered) releases.set(origin, await readRelease(this.#seriesOf(origin)));
    const candidates = candidatesOf(component, offered, (origin) => releases.get(origin), distro);
    const {origin, why} = await firstReachable(component, candidates, downloads);
    note(`origin ${origin}: ${why}`);
    this.#automatic = origin;
    return origin;
  }

  #findSeries(origin: Origin): string | undefined {
    const {configuration, distro} = this.#settings;
    return configuration.get('default', 'release') ?? distro.series(origin);
  }

  #anySeries(): string {
    const series = ORIGINS.map((origin) => this.#findSeries(origin)).find((found) => found !== undefined);
    return series ?? this.#seriesOf('distro');
  }

  #seriesOf(origin: Origin): string {
    const series = this.#findSeries(origin);
    if (series !== undefined) return series;
    const {id} = this.#settings.distro;
    const others = ORIGINS.filter((other) => this.#findSeries(other) !== undefined);
    throw new DevstackError(
      `cannot install from origin ${origin}: devstack knows no release of OpenStack that ${id} has from there`,
      {
        code: 'DEVSTACK_ERR_UNSUPPORTED',
        suggestions: [...others.map((other) => `--set default.origin=${other}`), '--set default.release=SERIES'],
      },
    );
  }
}

function requireOrigin(component: string, origins: readonly Origin[], origin: Origin): Origin {
  if (origins.includes(origin)) return origin;
  throw new DevstackError(`cannot get ${component} from origin ${origin}: it comes from ${origins.join(', ')}`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: [`choose another: --set default.origin=${origins[0]}`],
  });
}
