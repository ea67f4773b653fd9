import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {DevstackError, type Kind, type Kinds, messageOf, type Provider} from '@devstack/sdk';
import type {PluginPackage} from '../settings.ts';
import {checkFiles} from './check-files.ts';
import {label} from './check-plugin.ts';
import {isRecord} from './json-shape.ts';
import {nameFailures} from './name-failures.ts';
import {shareSdk} from './share-sdk.ts';

/** Imports a plugin's entry and gets the class out of it. Every failure names the plugin. */
export async function loadProvider<K extends Kind>(
  plugin: PluginPackage,
  entry: string,
  kind: K,
  name: string,
): Promise<Provider<Kinds[K]>> {
  await checkFiles(plugin);
  const module = await importEntry(plugin, path.join(plugin.directory, entry));
  const named = isRecord(module) ? module[kind] : undefined;
  const lazy = isRecord(named) && Object.hasOwn(named, name) ? named[name] : undefined;
  if (typeof lazy !== 'function') {
    throw broken(plugin, `its manifest says that it provides ${kind} ${name}, and its code does not`);
  }
  const provider = await callLazy(plugin, kind, name, lazy as () => unknown);
  if (typeof provider !== 'function') throw broken(plugin, `${kind} ${name} is not a class`);
  return nameFailures(provider as Provider<Kinds[K]>, {plugin, kind, name});
}

async function importEntry(plugin: PluginPackage, file: string): Promise<unknown> {
  shareSdk();
  try {
    const namespace: {readonly default?: unknown} = await import(pathToFileURL(file).href);
    return namespace.default;
  } catch (error) {
    throw broken(plugin, `${file} cannot be imported: ${messageOf(error)}`, error);
  }
}

async function callLazy(plugin: PluginPackage, kind: Kind, name: string, lazy: () => unknown): Promise<unknown> {
  try {
    return await lazy();
  } catch (error) {
    throw broken(plugin, `the code of ${kind} ${name} cannot be loaded: ${messageOf(error)}`, error);
  }
}

function broken(plugin: PluginPackage, why: string, cause?: unknown): DevstackError {
  return new DevstackError(`cannot use plugin ${label(plugin)}: ${why}`, {
    code: 'DEVSTACK_ERR_PLUGIN_CODE',
    ...(cause === undefined ? {} : {cause}),
    suggestions: plugin.linked
      ? [`build it again: npm run build (in ${plugin.directory})`]
      : [`devstack plugins install ${plugin.name}@latest`],
  });
}
