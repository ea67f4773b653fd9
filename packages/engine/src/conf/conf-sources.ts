import path from 'node:path';
import {type ConfigurationSettings, userDirectory} from '../config/load-configuration.ts';
import type {Registry} from '../registry/registry.ts';

/** Directories with `distros`, `releases`, `personas`, `templates`. Later ones add to earlier ones and win. */
export interface ConfSources {
  readonly host: string;
  readonly plugins: readonly {readonly plugin: string; readonly directory: string}[];
  /** `conf` beside the user's configuration file. */
  readonly user: string;
}

export function confSources(
  settings: Pick<ConfigurationSettings, 'conf' | 'variables' | 'home'>,
  registry: Registry,
): ConfSources {
  return {host: settings.conf, plugins: registry.confDirectories(), user: path.join(userDirectory(settings), 'conf')};
}

/** All directories, lowest first. */
export function allDirectories(sources: ConfSources): readonly string[] {
  return [sources.host, ...sources.plugins.map(({directory}) => directory), sources.user];
}
