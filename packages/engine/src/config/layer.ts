import type {Json} from '@devstack/sdk';

/** One setting as one place says it, before it is resolved and checked. */
export interface Setting {
  readonly section: string;
  readonly option: string;
  /** null takes back what lower layers say. */
  readonly value: Json;
  /** `/home/me/stack.ini:12`, `environment DEVSTACK_X__Y`, `--set`. */
  readonly origin: string;
  /** Of the values of a map, by key, where they have lines of their own. */
  readonly places?: Readonly<Record<string, string>>;
  /** Whether `$` has a meaning in it. Not where the caller's shell has one of its own. */
  readonly interpreted: boolean;
  /** Relative paths start here. */
  readonly directory: string;
}

/** Settings of one place, the highest layer last. */
export type Layer = readonly Setting[];

/** A setting that can be read, and what cannot. */
export interface LayerReading {
  readonly settings: Layer;
  readonly problems: readonly LayerProblem[];
}

export interface LayerProblem {
  readonly origin: string;
  readonly message: string;
}
