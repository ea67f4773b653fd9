import {readFileSync} from 'node:fs';
import path from 'node:path';
import {Registry} from '../registry/registry.ts';
import type {PluginPackage} from '../settings.ts';

/** The directory of all packages. */
export const packagesDirectory = path.resolve(import.meta.dirname, '../../..');

function readManifest<T>(directory: string): T {
  return JSON.parse(readFileSync(path.join(packagesDirectory, directory, 'package.json'), 'utf8')) as T;
}

interface PluginManifest {
  readonly version: string;
  readonly devstack: PluginPackage['manifest'];
  readonly peerDependencies: Readonly<Record<string, string>>;
}

function readPlugin(name: string): PluginPackage {
  const directory = path.basename(name);
  const {version, devstack, peerDependencies} = readManifest<PluginManifest>(directory);
  return {
    name,
    version,
    directory: path.join(packagesDirectory, directory),
    linked: false,
    manifest: devstack,
    ...(peerDependencies['@devstack/sdk'] !== undefined && {sdkRange: peerDependencies['@devstack/sdk']}),
  };
}

/** Those that come with devstack, and others of ours, by the name of their packages. */
export function shippedPlugins(...others: readonly string[]): readonly PluginPackage[] {
  const {oclif} = readManifest<{readonly oclif: {readonly plugins: readonly string[]}}>('cli');
  return [...oclif.plugins.filter((name) => name.startsWith('@devstack/')), ...others].map(readPlugin);
}

/** Of the plugins that come with devstack. */
export function shippedRegistry(): Registry {
  return new Registry(shippedPlugins());
}
