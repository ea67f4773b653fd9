import type {DistroPart, Origin} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';
import type {ConfSources} from './conf-sources.ts';

/** What differs between systems. */
export interface Distro {
  readonly id: string;
  readonly name: string;
  /** Name of the packager for its packages. */
  readonly packager: string;
  /** Absolute path of the interpreter that Python environments are made with. */
  readonly python: string;
  /** The release that an origin gives on this distro when none is configured. */
  series(origin: Origin): string | undefined;
  /** Throws DEVSTACK_ERR_UNSUPPORTED when the component has packages on this distro, but not for the origin. */
  part(component: string, origin: Origin): DistroPart;
}

/** @param id `default.distro`, or undefined to go by os-release. Throws DEVSTACK_ERR_UNSUPPORTED. */
export async function readDistro(
  sources: ConfSources,
  registry: Registry,
  osRelease: Readonly<Record<string, string>>,
  id?: string,
): Promise<Distro> {
  throw new Error([sources, registry, osRelease, id].join());
}
