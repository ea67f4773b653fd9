import path from 'node:path';
import {type InstalledParts, type PluginPackage, readInstalledParts} from '@devstack/engine';
import {DevstackError} from '@devstack/sdk';
import {engineSettings, type HostConfig} from '../engine-settings.ts';
import type {ListedPlugin} from './plugin-list.ts';

/** Throws when something of a plugin that leaves is installed on the machine: only its code can take it back. */
export async function checkUnused(
  packages: readonly PluginPackage[],
  leaving: readonly ListedPlugin[],
  config: HostConfig,
  directory: string | undefined,
): Promise<void> {
  const leavingNames = leaving.map(({name}) => name);
  const caller = {variables: process.env, cwd: process.cwd(), argv: []};
  const flags = directory === undefined ? {} : {directory: path.resolve(directory)};
  const parts = await readInstalledParts(engineSettings(config, caller, flags));
  for (const plugin of packages.filter(({name}) => leavingNames.includes(name))) {
    refuseInUse(plugin, parts, directory);
  }
}

/** Pure. @param directory what -d named, for the commands to paste */
export function refuseInUse(
  {name, manifest}: Pick<PluginPackage, 'name' | 'manifest'>,
  {root, components, runners}: InstalledParts,
  directory?: string,
): void {
  const on = directory === undefined ? '' : ` -d ${directory}`;
  const used = components.filter((component) => manifest?.provides?.component?.[component] !== undefined);
  if (used.length > 0) {
    throw inUse(`cannot remove plugin ${name}: ${used.join(', ')} is installed in ${root}`, [
      `devstack uninstall ${used.join(' ')}${on}`,
    ]);
  }
  const running = runners.filter((runner) => manifest?.provides?.runner?.[runner] !== undefined);
  if (running.length > 0) {
    throw inUse(`cannot remove plugin ${name}: services of ${root} were started with runner ${running.join(', ')}`, [
      `devstack stop${on}`,
    ]);
  }
}

function inUse(message: string, suggestions: string[]): DevstackError {
  return new DevstackError(message, {code: 'DEVSTACK_ERR_PLUGIN_IN_USE', suggestions});
}
