import type {PluginPackage} from '@devstack/engine';
import type {PluginManifest} from '@devstack/sdk';

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
export function pluginPackages(found: Iterable<FoundPlugin>): PluginPackage[] {
  return [...found].filter((plugin) => !plugin.isRoot && hasManifest(plugin)).map(pluginPackage);
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
