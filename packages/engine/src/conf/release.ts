import type {Origin, ReleasePart} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';
import type {ConfSources} from './conf-sources.ts';

/** Which version of each component is known to work together. */
export interface Release {
  readonly series: string;
  readonly summary: string;
  /** Throws DEVSTACK_ERR_UNSUPPORTED when the release has the component, but not for the origin. */
  part(component: string, origin: Origin): ReleasePart;
}

/** Throws DEVSTACK_ERR_UNSUPPORTED for a series that nobody knows. */
export async function readRelease(sources: ConfSources, registry: Registry, series: string): Promise<Release> {
  throw new Error([sources, registry, series].join());
}
