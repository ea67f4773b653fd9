import {string as stringArg} from '@oclif/core/args';
import {boolean} from '@oclif/core/flags';
import {askConsent} from '../../plugins/consent.ts';
import {type FoundCandidate, findCandidate, withScratch} from '../../plugins/find-candidate.ts';
import {installPlugins} from '../../plugins/install-plugins.ts';
import {type LockedPlugin, readLockFile} from '../../plugins/lock-file.ts';
import {PluginCommand} from '../../plugins/plugin-command.ts';
import {readPluginList} from '../../plugins/plugin-list.ts';
import {parsePluginSpec} from '../../plugins/plugin-spec.ts';
import {refuseNew} from '../../plugins/release-age.ts';

interface Installed extends LockedPlugin {
  readonly name: string;
  readonly changed: boolean;
}

export default class PluginsInstall extends PluginCommand {
  static override aliases = ['plugins:add'];
  static override summary = 'Install plugins. Changes the machine.';
  static override description =
    'A name without a scope is short for one of ours, @devstack/plugin-NAME; others are named in full. An archive (.tgz) and an address of one, or of a git repository, do as well. Scripts of packages are never run. A plugin of somebody else is shown and has to be agreed to, and its version to be out for three days.';
  static override examples = ['<%= config.bin %> plugins install swift', '<%= config.bin %> plugins install ./x.tgz'];
  static override strict = false;
  static override args = {
    plugin: stringArg({required: true, ignoreStdin: true, description: 'Name, name@version, archive or address.'}),
  };
  static override flags = {
    yes: boolean({char: 'y', summary: 'Agree to plugins of others without being asked.'}),
    'allow-new': boolean({summary: 'Take also versions of others, and what they bring, that are younger than 3 days.'}),
    force: boolean({char: 'f', summary: 'Install also what is installed, to undo changes of its files.'}),
  };

  async run(): Promise<{plugins: Installed[]}> {
    const {argv, flags} = await this.parse(PluginsInstall);
    const specs = (argv as string[]).map((text) => parsePluginSpec(text, process.cwd()));
    return this.alone(() =>
      withScratch(async (scratch) => {
        const found = await Promise.all(specs.map((spec) => findCandidate(spec, this.home, scratch)));
        const wanted = flags.force ? found : await this.#withoutInstalled(found);
        const allowNew = flags['allow-new'];
        await this.#agree(wanted, {yes: flags.yes, allowNew});
        if (wanted.length > 0) await installPlugins(wanted, this.home, {allowNew});
        return this.#report(found, wanted);
      }),
    );
  }

  async #agree(
    wanted: readonly FoundCandidate[],
    {yes, allowNew}: {readonly yes: boolean; readonly allowNew: boolean},
  ): Promise<void> {
    const locked = readLockFile(this.config.dataDir);
    for (const {candidate} of wanted) {
      if (!allowNew) refuseNew(candidate, locked[candidate.name]);
      await askConsent(candidate, locked[candidate.name], {yes, variables: process.env, say: this.say});
    }
  }

  async #withoutInstalled(found: readonly FoundCandidate[]): Promise<FoundCandidate[]> {
    const locked = readLockFile(this.config.dataDir);
    const listed = await readPluginList(this.config.dataDir);
    const isThere = ({candidate: {name, version, integrity}}: FoundCandidate): boolean =>
      this.config.plugins.get(name)?.version === version &&
      locked[name]?.integrity === integrity &&
      listed.some((plugin) => plugin.type === 'user' && plugin.name === name);
    return found.filter((one) => !isThere(one));
  }

  #report(found: readonly FoundCandidate[], wanted: readonly FoundCandidate[]): {plugins: Installed[]} {
    const locked = readLockFile(this.config.dataDir);
    const plugins = found.map((one) => {
      const {name} = one.candidate;
      return {name, changed: wanted.includes(one), ...locked[name]!};
    });
    this.print(
      plugins.map(
        ({name, version, changed}) => `${name} ${version} ${changed ? 'installed' : 'was installed already'}`,
      ),
    );
    return {plugins};
  }
}
