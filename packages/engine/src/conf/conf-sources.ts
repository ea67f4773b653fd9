import type {ConfigurationSettings} from '../config/load-configuration.ts';
import type {Registry} from '../registry/registry.ts';

/** Directories with `distros`, `releases`, `personas`, `templates`. Later ones add to earlier ones and win. */
export interface ConfSources {
  readonly host: string;
  readonly plugins: readonly {readonly plugin: string; readonly directory: string}[];
  /** `conf` beside the user's configuration file. */
  readonly user: string;
}

export function confSources(settings: ConfigurationSettings, registry: Registry): ConfSources {
  throw new Error([settings, registry].join());
}
