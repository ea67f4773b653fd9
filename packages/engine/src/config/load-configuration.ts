import type {Host} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';
import type {EngineSettings} from '../settings.ts';
import type {Configuration} from './configuration.ts';

/** What of the engine's settings decides about the configuration. */
export type ConfigurationSettings = Pick<
  EngineSettings,
  'conf' | 'variables' | 'cwd' | 'home' | 'directory' | 'persona' | 'configFiles' | 'set' | 'runner'
>;

/** Reads all layers, merges, resolves and checks them. Throws one error with everything that is wrong in it. */
export async function loadConfiguration(
  settings: ConfigurationSettings,
  registry: Registry,
  host: Host,
): Promise<Configuration> {
  throw new Error([settings, registry, host].join());
}
