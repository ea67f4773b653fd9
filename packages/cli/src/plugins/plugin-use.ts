import path from 'node:path';
import {type InstalledParts, locateRoot, type PluginPackage, readInstalledParts} from '@devstack/engine';
import {DevstackError} from '@devstack/sdk';
import {engineSettings, type HostConfig} from '../engine-settings.ts';
import {knownRoots} from './known-roots.ts';
import type {ListedPlugin} from './plugin-list.ts';

/**
 * Throws when something of a plugin that leaves is installed on the machine: only its code can take it back. It looks where the configuration, or -d,
 * says that an installation is, and where somebody who had plugins has ever made one.
 *
 * @returns the roots that were looked at
 */
export async function checkUnused(
  packages: readonly PluginPackage[],
  leaving: readonly ListedPlugin[],
  config: HostConfig,
  directory: string | undefined,
): Promise<readonly string[]> {
  const leavingNames = leaving.map(({name}) => name);
  const caller = {variables: process.env, cwd: process.cwd(), argv: []};
  const flags = directory === undefined ? {} : {directory: path.resolve(directory)};
  const usual = await locateRoot(engineSettings(config, caller, flags));
  const roots = [...new Set([usual, ...(await knownRoots(config.dataDir))])];
  for (const root of roots) {
    const parts = await readInstalledParts(root);
    for (const plugin of packages.filter(({name}) => leavingNames.includes(name))) {
      refuseInUse(plugin, parts, root === usual ? directory : root);
    }
  }
  return roots;
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
