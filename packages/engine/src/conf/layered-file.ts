import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import {readConfFile} from './conf-file.ts';
import type {ConfSources} from './conf-sources.ts';
import {joinLocated, type Located, type LocatedMap} from './located.ts';
import {Shape} from './shape.ts';

/** One YAML file as the host, the plugins and the user have it, joined. */
export interface LayeredFile {
  /** Whether anybody has it. */
  readonly exists: boolean;
  /** What it says about devstack itself: everything of the host's and the user's file. */
  readonly base: LocatedMap | undefined;
  /** What plugins and user say about a component. Throws when the file of a plugin that says so cannot be read. */
  component(name: string): Located | undefined;
}

interface PluginFile {
  readonly plugin: string;
  readonly root?: LocatedMap;
  readonly error?: DevstackError;
}

/**
 * Reads `<folder>/<name>.yaml` of all sources.
 * @param pluginOf the plugin that provides a component, if one does
 */
export async function readLayeredFile(
  sources: ConfSources,
  folder: string,
  name: string,
  pluginOf: (component: string) => string | undefined,
): Promise<LayeredFile> {
  const file = path.join(folder, `${name}.yaml`);
  const [base, ...plugins] = await Promise.all([
    readBaseFile(sources, folder, name),
    ...sources.plugins.map((source) => readPluginFile(source.plugin, path.join(source.directory, file))),
  ]);
  const partOfPlugin = (component: string): Located | undefined => {
    const own = plugins.find(({plugin}) => plugin === pluginOf(component));
    if (own?.error !== undefined) throw own.error;
    return own?.root?.entries.get(component);
  };
  return {
    exists: base !== undefined || plugins.some(({root, error}) => root !== undefined || error !== undefined),
    base,
    component: (component) => joinLocated(partOfPlugin(component), base?.entries.get(component)),
  };
}

/** What the host and the user have, without the plugins. */
export async function readBaseFile(
  sources: ConfSources,
  folder: string,
  name: string,
): Promise<LocatedMap | undefined> {
  const file = path.join(folder, `${name}.yaml`);
  const [host, user] = await Promise.all(
    [sources.host, sources.user].map((directory) => readRoot(path.join(directory, file))),
  );
  return joinLocated(host, user) as LocatedMap | undefined;
}

async function readRoot(file: string): Promise<LocatedMap | undefined> {
  const shape = new Shape();
  const root = shape.map(await readConfFile(file), 'the file');
  if (shape.errors[0] !== undefined) throw shape.errors[0];
  return root;
}

/** A plugin's fault waits until something of the plugin is used. */
async function readPluginFile(plugin: string, file: string): Promise<PluginFile> {
  try {
    const root = await readRoot(file);
    return root === undefined ? {plugin} : {plugin, root};
  } catch (error) {
    if (DevstackError.is(error)) return {plugin, error};
    throw error;
  }
}
