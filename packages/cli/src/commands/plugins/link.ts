import {existsSync} from 'node:fs';
import path from 'node:path';
import {string as stringArg} from '@oclif/core/args';
import {boolean} from '@oclif/core/flags';
import {PluginCommand} from '../../plugins/plugin-command.ts';
import {readPluginList, withPlugin, writePluginList} from '../../plugins/plugin-list.ts';
import {readSources} from '../../plugins/plugin-sources.ts';
import {changePlugins} from '../../plugins/staging.ts';

interface Linked {
  readonly name: string;
  readonly version: string;
  readonly root: string;
}

export default class PluginsLink extends PluginCommand {
  static override summary = 'Use a plugin from its sources. Changes the machine.';
  static override description =
    'For who works on it: a link wins over an installed plugin of the same name, and its files may change at any time. Nothing is installed in the directory.';
  static override examples = ['<%= config.bin %> plugins link .'];
  static override args = {
    directory: stringArg({ignoreStdin: true, default: '.', description: 'Directory with the package.json.'}),
  };

  static override flags = {
    // Scripts say `--no-install` to the command of oclif, which would otherwise run npm in the directory.
    install: boolean({hidden: true, allowNo: true, default: false}),
  };

  async run(): Promise<Linked> {
    const {args} = await this.parse(PluginsLink);
    const root = path.resolve(args.directory);
    const {name, version, entry} = await readSources(root, this.home.sdkVersion);
    return this.alone(async () => {
      await changePlugins(this.config.dataDir, async (copy) => {
        await writePluginList(copy, withPlugin(await readPluginList(copy), {type: 'link', name, root}));
      });
      this.print([`${name} ${version} linked to ${root}`]);
      if (!existsSync(entry)) this.say(`warning: ${entry} is not there yet: build the plugin`);
      return {name, version, root};
    });
  }
}
