import {combineErrors, DevstackError, type Origin, type ReleasePart} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {Registry} from '../registry/registry.ts';
import {confNames} from './conf-file.ts';
import type {ConfSources} from './conf-sources.ts';
import {readLayeredFile} from './layered-file.ts';
import {pluginOfComponent} from './provider-of.ts';
import {readReleasePart} from './release-part.ts';
import {Shape} from './shape.ts';

/** Which version of each component is known to work together. */
export interface Release {
  readonly series: string;
  readonly summary: string;
  /** Throws DEVSTACK_ERR_UNSUPPORTED when the release has the component, but not for the origin. */
  part(component: string, origin: Origin): ReleasePart;
}

/**
 * `libraries_before` of a release file is for who makes the locks: a day before the libraries of the next series.
 * Throws DEVSTACK_ERR_UNSUPPORTED for a series that nobody knows.
 */
export async function readRelease(sources: ConfSources, registry: Registry, series: string): Promise<Release> {
  const known = await confNames(sources, 'releases');
  if (!known.includes(series)) throw unknownSeries(series, known);
  const file = await readLayeredFile(sources, 'releases', series, (name) => pluginOfComponent(registry, name));
  const shape = new Shape();
  const {base} = file;
  shape.onlyKeys(base, '', ['series', 'summary', 'libraries_before', ...registry.names('component')]);
  const said = shape.text(base?.entries.get('series'), 'series');
  if (said !== undefined && said !== series) {
    shape.wrong(base!.entries.get('series')!, 'series', `'${series}', as the file is called`);
  }
  const summary = shape.text(base?.entries.get('summary'), 'summary') ?? '';
  if (shape.errors.length > 0) throw combineErrors(shape.errors);
  return {
    series,
    summary,
    part: (component, origin) => {
      const located = file.component(component);
      if (located !== undefined) return readReleasePart(series, located, component, origin);
      if (isPythonComponent(registry, component)) throw notInRelease(series, component);
      return {series, requirements: [], settings: {}};
    },
  };
}

/** A component whose code comes from elsewhere than the distribution is nothing without a release. */
function isPythonComponent(registry: Registry, component: string): boolean {
  const {origins = ['distro']} = registry.describe('component', component).provided;
  return origins.some((origin) => origin !== 'distro');
}

function notInRelease(series: string, component: string): DevstackError {
  return new DevstackError(`cannot install ${component} of release ${series}: its plugin knows no such release`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: ['choose another with --set default.release=SERIES'],
  });
}

function unknownSeries(series: string, known: readonly string[]): DevstackError {
  return new DevstackError(`cannot use release '${series}': nothing is known about it${didYouMean(series, known)}`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: known.map((name) => `--set default.release=${name}`),
  });
}
