import type {PluginPackage} from '@devstack/engine';
import type {PluginManifest} from '@devstack/sdk';
import type {LockedPlugins} from './plugins/lock-file.ts';
import {isOurs} from './plugins/trust.ts';

/** What is read of a plugin as oclif found it. */
export interface FoundPlugin {
  readonly name: string;
  readonly version: string;
  readonly root: string;
  readonly type: string;
  readonly isRoot?: boolean;
  readonly pjson: object;
}

interface PackageJson {
  readonly devstack?: PluginManifest;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The plugins that offer something to devstack. A plugin without a manifest brings commands only. */
export function pluginPackages(found: Iterable<FoundPlugin>, locked: LockedPlugins = {}): PluginPackage[] {
  return [...found]
    .filter((plugin) => !plugin.isRoot && hasManifest(plugin))
    .map((plugin) => ({...pluginPackage(plugin), ...trustIn(plugin, locked)}));
}

/** Whether some of them were installed by the user, of which the lock file has to be read. */
export function areSomeInstalled(found: Iterable<FoundPlugin>): boolean {
  return [...found].some(({type}) => type === 'user');
}

/** What comes with devstack, and what somebody works on, may have any content. */
function trustIn({name, version, type}: FoundPlugin, locked: LockedPlugins): Partial<PluginPackage> {
  if (type !== 'user') return {};
  const known = locked[name];
  if (known === undefined) return isOurs(name) ? {} : {isUntrusted: true};
  const digest = known.version === version ? known.digest : `that of version ${known.version}`;
  return {digest, brought: known.brought};
}

function hasManifest(plugin: FoundPlugin): boolean {
  return (plugin.pjson as PackageJson).devstack !== undefined;
}

function pluginPackage(plugin: FoundPlugin): PluginPackage {
  const {devstack, peerDependencies} = plugin.pjson as PackageJson;
  const sdkRange = peerDependencies?.['@devstack/sdk'];
  return {
    name: plugin.name,
    version: plugin.version,
    directory: plugin.root,
    linked: plugin.type === 'link',
    manifest: devstack,
    ...(sdkRange === undefined ? {} : {sdkRange}),
  };
}
