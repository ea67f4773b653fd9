import {pluginPackages} from '../../plugin-packages.ts';
import {PluginCommand} from '../../plugins/plugin-command.ts';
import {type ListedPlugin, readPluginList} from '../../plugins/plugin-list.ts';
import {checkUnused} from '../../plugins/plugin-use.ts';
import {uninstallPlugins} from '../../plugins/uninstall-plugins.ts';

export default class PluginsReset extends PluginCommand {
  static override summary = 'Remove all plugins that do not come with devstack. Changes the machine.';
  static override description = 'Refused while something of them is installed on the machine.';

  async run(): Promise<{plugins: readonly ListedPlugin[]}> {
    await this.parse(PluginsReset);
    return this.alone(async () => {
      const plugins = await readPluginList(this.config.dataDir);
      await checkUnused(pluginPackages(this.config.plugins.values()), plugins, this.config, undefined);
      await uninstallPlugins(plugins, this.home);
      this.print(plugins.map(({name}) => `${name} removed`));
      return {plugins};
    });
  }
}
