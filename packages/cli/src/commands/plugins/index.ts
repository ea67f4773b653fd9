import {boolean} from '@oclif/core/flags';
import {readLockFile} from '../../plugins/lock-file.ts';
import {PluginCommand} from '../../plugins/plugin-command.ts';
import {type PluginReport, reportPlugins} from '../../plugins/plugin-report.ts';
import {shortName} from '../../plugins/plugin-spec.ts';

export default class Plugins extends PluginCommand {
  static override aliases = ['plugins:list'];
  static override summary = 'List plugins, without running them. Read-only.';
  static override flags = {core: boolean({summary: 'Also those that come with devstack.'})};

  async run(): Promise<readonly PluginReport[]> {
    const {flags} = await this.parse(Plugins);
    const all = reportPlugins(this.config.plugins.values(), readLockFile(this.config.dataDir));
    const plugins = all.filter(({type}) => flags.core || type !== 'bundled');
    this.print(plugins.length === 0 ? ['no plugins are installed'] : plugins.flatMap(pluginLines));
    return plugins;
  }
}

function pluginLines({name, version, type, directory, provides, problems}: PluginReport): string[] {
  const where = type === 'linked' ? ` (linked to ${directory})` : type === 'bundled' ? ' (bundled)' : '';
  return [
    `${shortName(name)} ${version}${where}${provides.length === 0 ? '' : `  ${provides.join(', ')}`}`,
    ...problems.map((problem) => `  ${problem}`),
  ];
}
