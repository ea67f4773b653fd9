import {forgetRoots} from './known-roots.ts';
import {readLockFile, writeLockFile} from './lock-file.ts';
import {keepingRecords} from './locked-files.ts';
import {runNpmStep} from './npm.ts';
import type {PluginHome} from './plugin-home.ts';
import {type ListedPlugin, readPluginList, withoutPlugin, writePluginList} from './plugin-list.ts';
import {changePlugins} from './staging.ts';

const UNINSTALL = ['uninstall', '--legacy-peer-deps', '--no-audit', '--no-fund', '--ignore-scripts'];

/** Removes plugins and links. The registry is not needed for it. */
export async function uninstallPlugins(leaving: readonly ListedPlugin[], home: PluginHome): Promise<void> {
  const installed = leaving.filter(({type}) => type === 'user').map(({name}) => name);
  await changePlugins(home.directory, async (copy) => {
    const argv = [...UNINSTALL, '--prefer-offline', ...installed];
    if (installed.length > 0) await keepingRecords(copy, () => runNpmStep(argv, installed.join(', '), home.npm(copy)));
    await writePluginList(copy, leaving.reduce(withoutPlugin, await readPluginList(copy)));
    const locked = Object.entries(readLockFile(copy)).filter(([name]) => !installed.includes(name));
    await writeLockFile(copy, Object.fromEntries(locked));
  });
  await forgetRoots(home.directory);
}
