import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Config} from '@oclif/core/config';
import type {NpmContext} from './npm.ts';

/** Where plugins are installed, and with what. */
export interface PluginHome {
  readonly directory: string;
  readonly sdkVersion: string;
  /** @param directory where npm runs; the data directory or a copy of it */
  npm(directory: string): NpmContext;
}

export function pluginHome(
  config: Pick<Config, 'dataDir' | 'npmRegistry' | 'plugins'>,
  variables: NpmContext['variables'],
): PluginHome {
  const pluginsRoot = config.plugins.get('@oclif/plugin-plugins')!.root;
  return {
    directory: config.dataDir,
    sdkVersion: sdkVersion(),
    npm: (directory) => ({pluginsRoot, directory, registry: config.npmRegistry, variables}),
  };
}

/** The version of the SDK that plugins get. */
function sdkVersion(): string {
  const manifest = fileURLToPath(import.meta.resolve('@devstack/sdk/package.json'));
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
