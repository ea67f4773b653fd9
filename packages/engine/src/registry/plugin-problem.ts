import type {DevstackError, Kind} from '@devstack/sdk';

/** What is wrong with an installed plugin. */
export interface PluginProblem {
  readonly plugin: string;
  readonly version: string;
  readonly error: DevstackError;
  /** What cannot be used because of it, as far as the manifest can be read. */
  readonly affected: readonly {readonly kind: Kind; readonly name: string}[];
}
