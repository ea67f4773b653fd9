import {string as stringArg} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {pluginPackages} from '../../plugin-packages.ts';
import {PluginCommand} from '../../plugins/plugin-command.ts';
import {type ListedPlugin, readPluginList} from '../../plugins/plugin-list.ts';
import {checkUnused} from '../../plugins/plugin-use.ts';
import {uninstallPlugins} from '../../plugins/uninstall-plugins.ts';
import {requireListed} from '../../plugins/unknown-plugin.ts';

export default class PluginsUninstall extends PluginCommand {
  static override aliases = ['plugins:unlink', 'plugins:remove'];
  static override summary = 'Remove plugins and links to plugins. Changes the machine.';
  static override description =
    'Refused while a component of the plugin is installed on the machine, because devstack could then not take it back: in the installation of the configuration or of -d, and wherever one was made while plugins were there. An installation of another user is not known.';
  static override examples = ['<%= config.bin %> plugins uninstall swift'];
  static override strict = false;
  static override args = {
    plugin: stringArg({required: true, ignoreStdin: true, description: 'Name of an installed plugin.'}),
  };
  static override flags = {
    directory: string({char: 'd', helpValue: 'ROOT', summary: 'Look for what is installed in this installation too.'}),
  };

  async run(): Promise<{plugins: readonly ListedPlugin[]}> {
    const {argv, flags} = await this.parse(PluginsUninstall);
    return this.alone(async () => {
      const listed = await readPluginList(this.config.dataDir);
      const leaving = (argv as string[]).flatMap((name) => requireListed(listed, name, this.config.plugins));
      const packages = pluginPackages(this.config.plugins.values());
      const roots = await checkUnused(packages, leaving, this.config, flags.directory);
      await uninstallPlugins(leaving, this.home);
      this.say(`nothing of it was installed in ${roots.join(', ')}`);
      this.print(leaving.map(({name, type}) => `${name} ${type === 'link' ? 'unlinked' : 'uninstalled'}`));
      return {plugins: leaving};
    });
  }
}
