import {string as stringArg} from '@oclif/core/args';
import {boolean} from '@oclif/core/flags';
import {describeError, type ErrorReport} from '../../error-report.ts';
import {askConsent} from '../../plugins/consent.ts';
import {type FoundCandidate, findCandidate, withScratch} from '../../plugins/find-candidate.ts';
import {installPlugins} from '../../plugins/install-plugins.ts';
import {readLockFile} from '../../plugins/lock-file.ts';
import {PluginCommand} from '../../plugins/plugin-command.ts';
import {type ListedPlugin, readPluginList} from '../../plugins/plugin-list.ts';
import {tooNewUntil} from '../../plugins/release-age.ts';
import {requireListed} from '../../plugins/unknown-plugin.ts';

interface Updated {
  readonly name: string;
  readonly version: string;
  /** Missing when it is not known here what was installed. */
  readonly before?: string;
  readonly changed: boolean;
  /** What is not taken yet, and when it will be (ISO 8601). */
  readonly tooNew?: {readonly version: string; readonly until: string};
  /** Why it stays as it is. */
  readonly error?: ErrorReport;
}

interface Choices {
  readonly yes: boolean;
  readonly allowNew: boolean;
}

export default class PluginsUpdate extends PluginCommand {
  static override summary = 'Bring plugins up to date. Changes the machine.';
  static override description =
    'Within the version or tag with which each was installed. A version that this devstack cannot use is left out, and the one that works stays; so is one of others that is younger than three days. Links and plugins from archives stay as they are.';
  static override strict = false;
  static override args = {
    plugin: stringArg({ignoreStdin: true, description: 'Name of an installed plugin; all when none is named.'}),
  };
  static override flags = {
    yes: boolean({char: 'y', summary: 'Agree to new publishers without being asked.'}),
    'allow-new': boolean({summary: 'Take also versions of others, and what they bring, that are younger than 3 days.'}),
  };

  async run(): Promise<{plugins: Updated[]}> {
    const {argv, flags} = await this.parse(PluginsUpdate);
    return this.alone(() =>
      withScratch(async (scratch) => {
        const chosen = this.#choose(await readPluginList(this.config.dataDir), argv as string[]);
        const choices = {yes: flags.yes, allowNew: flags['allow-new']};
        const plugins: Updated[] = [];
        for (const plugin of chosen) plugins.push(await this.#update(plugin, scratch, choices));
        this.print(plugins.length === 0 ? ['nothing to update'] : plugins.map(updatedLine));
        this.endWith(Math.max(0, ...plugins.map(({error}) => error?.exit ?? 0)));
        return {plugins};
      }),
    );
  }

  #choose(listed: readonly ListedPlugin[], names: readonly string[]): readonly ListedPlugin[] {
    const named = names.length === 0 ? listed : names.flatMap((name) => requireListed(listed, name));
    return named.filter((plugin) => plugin.type === 'user' && plugin.url === undefined);
  }

  /** Each by itself: one that cannot be updated keeps no other one back. */
  async #update(plugin: ListedPlugin, scratch: string, choices: Choices): Promise<Updated> {
    const {name} = plugin;
    const locked = readLockFile(this.config.dataDir)[name];
    const before = locked?.version ?? this.config.plugins.get(name)?.version;
    const was = before === undefined ? {} : {before};
    try {
      const tag = plugin.type === 'user' ? (plugin.tag ?? 'latest') : 'latest';
      const found = await findCandidate({from: 'registry', name, tag}, this.home, scratch);
      const {version} = found.candidate;
      const until = choices.allowNew ? undefined : tooNewUntil(found.candidate, locked)?.toISOString();
      if (until !== undefined) {
        return {name, version: before ?? 'unknown', ...was, changed: false, tooNew: {version, until}};
      }
      return {name, version, ...was, changed: await this.#bring(found, choices)};
    } catch (error) {
      return {name, version: before ?? 'unknown', ...was, changed: false, error: describeError(error)};
    }
  }

  async #bring(found: FoundCandidate, {yes, allowNew}: Choices): Promise<boolean> {
    const {name, integrity} = found.candidate;
    const locked = readLockFile(this.config.dataDir)[name];
    if (locked?.integrity === integrity && locked !== undefined) return false;
    await askConsent(found.candidate, locked, {yes, variables: process.env, say: this.say});
    await installPlugins([found], this.home, {allowNew});
    return true;
  }
}

function updatedLine({name, version, before, changed, tooNew, error}: Updated): string {
  if (tooNew !== undefined) {
    return `${name} ${version} stays: ${tooNew.version} is too new until ${tooNew.until}; to take it now: --allow-new`;
  }
  if (error !== undefined) return `${name} ${version} stays: ${error.message}`;
  return changed ? `${name} ${before ?? '?'} -> ${version}` : `${name} ${version} is up to date`;
}
