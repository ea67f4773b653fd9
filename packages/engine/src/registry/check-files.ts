import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import type {PluginPackage} from '../settings.ts';
import {digestBrought} from './brought-packages.ts';
import {label} from './check-plugin.ts';
import {digestPackage} from './package-digest.ts';

const checked = new Map<string, Promise<readonly string[]>>();

/** Throws unless the files of a plugin, and of the packages that it brings, are those that somebody agreed to. */
export async function checkFiles(plugin: PluginPackage): Promise<void> {
  if (plugin.digest === undefined) return;
  const known = checked.get(plugin.directory) ?? changedDirectories(plugin);
  checked.set(plugin.directory, known);
  const [changed] = await known;
  if (changed === undefined) return;
  throw new DevstackError(
    `cannot use plugin ${label(plugin)}: ${whose(plugin, changed)} files in ${changed} are not those that were installed`,
    {
      code: 'DEVSTACK_ERR_PLUGIN_CHANGED',
      suggestions: [
        `devstack plugins install ${plugin.name}@${plugin.version} --force`,
        `or, to work on its code: devstack plugins link DIRECTORY`,
      ],
    },
  );
}

/** Those whose content is another, or which are not as many as they were. */
async function changedDirectories({directory, digest, brought = {}}: PluginPackage): Promise<readonly string[]> {
  const [own, others] = await Promise.all([digestPackage(directory), digestBrought(directory)]);
  const names = [...new Set([...Object.keys(brought), ...Object.keys(others)])];
  return [
    ...(own === digest ? [] : [directory]),
    ...names.filter((name) => brought[name] !== others[name]).map((name) => path.join(directory, name)),
  ];
}

function whose({directory}: PluginPackage, changed: string): string {
  return changed === directory ? 'its' : 'it brings another package, whose';
}
