import {readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';

/** One entry of `oclif.plugins` in the package.json of the data directory, where oclif looks for plugins. */
export type ListedPlugin = InstalledPlugin | LinkedPlugin;

export interface InstalledPlugin {
  readonly type: 'user';
  readonly name: string;
  readonly tag?: string;
  readonly url?: string;
}

export interface LinkedPlugin {
  readonly type: 'link';
  readonly name: string;
  readonly root: string;
  /** What is installed under this name, and is used again when the link goes: oclif would take it before the link. */
  readonly instead?: InstalledPlugin;
}

interface DataManifest {
  readonly name?: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly oclif?: {readonly schema?: number; readonly plugins?: readonly (string | ListedPlugin)[]};
}

export async function readPluginList(directory: string): Promise<readonly ListedPlugin[]> {
  const {oclif} = await readManifest(directory);
  return (oclif?.plugins ?? []).map((plugin) =>
    typeof plugin === 'string' ? {type: 'user', name: plugin, tag: 'latest'} : plugin,
  );
}

export async function writePluginList(directory: string, plugins: readonly ListedPlugin[]): Promise<void> {
  const manifest = await readManifest(directory);
  const document = {...manifest, name: 'devstack', private: true, oclif: {...manifest.oclif, schema: 1, plugins}};
  await writeFile(path.join(directory, 'package.json'), `${JSON.stringify(document, null, 2)}\n`);
}

/** The list with an entry more. A link stands before what is installed under its name. */
export function withPlugin(plugins: readonly ListedPlugin[], added: ListedPlugin): readonly ListedPlugin[] {
  const before = plugins.find(({name}) => name === added.name);
  const others = plugins.filter(({name}) => name !== added.name);
  return [...others, before === undefined ? added : inFrontOf(before, added)];
}

function inFrontOf(before: ListedPlugin, added: ListedPlugin): ListedPlugin {
  if (added.type === 'user') return before.type === 'link' ? {...before, instead: added} : added;
  const instead = before.type === 'user' ? before : before.instead;
  return instead === undefined ? added : {...added, instead};
}

/** The list without an entry; what a link stood before is there again. */
export function withoutPlugin(plugins: readonly ListedPlugin[], leaving: ListedPlugin): readonly ListedPlugin[] {
  return plugins.flatMap((plugin) => {
    if (plugin.name !== leaving.name) return [plugin];
    return plugin.type === 'link' && plugin.instead !== undefined ? [plugin.instead] : [];
  });
}

async function readManifest(directory: string): Promise<DataManifest> {
  try {
    return JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')) as DataManifest;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
