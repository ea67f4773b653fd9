import type {Json} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';
import type {ConfSources} from './conf-sources.ts';

export interface PersonaComponent {
  readonly name: string;
  /** All that the component has when the persona names none. */
  readonly subsystems: readonly string[];
}

/** An option that a persona sets, and where. */
export interface PersonaOption {
  readonly section: string;
  readonly option: string;
  readonly value: Json;
  /** `file:line` */
  readonly origin: string;
}

/** A named choice of components, subsystems and options. */
export interface Persona {
  readonly name: string;
  readonly summary: string;
  readonly components: readonly PersonaComponent[];
  readonly options: readonly PersonaOption[];
  /** Relative paths in its options start here. */
  readonly directory: string;
}

/** @param nameOrPath a name, or a path (with a slash or `.yaml`), relative to `cwd`. Throws DEVSTACK_ERR_PERSONA. */
export async function readPersona(
  sources: ConfSources,
  registry: Registry,
  nameOrPath: string,
  cwd: string,
): Promise<Persona> {
  throw new Error([sources, registry, nameOrPath, cwd].join());
}
