import {string as stringArg} from '@oclif/core/args';
import {readLockFile} from '../../plugins/lock-file.ts';
import {PluginCommand} from '../../plugins/plugin-command.ts';
import {type PluginReport, reportPlugins} from '../../plugins/plugin-report.ts';
import {findByName, shortName} from '../../plugins/plugin-spec.ts';
import {unknownPlugin} from '../../plugins/unknown-plugin.ts';

export default class PluginsInspect extends PluginCommand {
  static override summary = 'Show what is known of a plugin, without running it. Read-only.';
  static override examples = ['<%= config.bin %> plugins inspect swift'];
  static override args = {
    plugin: stringArg({required: true, ignoreStdin: true, description: 'Name of an installed or bundled plugin.'}),
  };

  async run(): Promise<PluginReport> {
    const {args} = await this.parse(PluginsInspect);
    const all = reportPlugins(this.config.plugins.values(), readLockFile(this.config.dataDir));
    const report = findByName(all, args.plugin) ?? unknownPlugin(all, args.plugin);
    this.print(inspectedLines(report));
    return report;
  }
}

function inspectedLines(report: PluginReport): string[] {
  const {name, version, type, directory, provides, privileged, publisher, resolved, integrity, problems} = report;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['type', type],
    ['short name', shortName(name) === name ? undefined : shortName(name)],
    ['directory', directory],
    ['publisher', publisher],
    ['from', resolved],
    ['integrity', integrity],
    ...provides.map((what) => ['provides', what] as const),
    ...privileged.map((what) => ['as root', what] as const),
    ...problems.map((problem) => ['problem', problem] as const),
  ];
  return [
    `${name} ${version}`,
    ...facts.flatMap(([what, value]) => (value === undefined ? [] : [`  ${what.padEnd(11)} ${value}`])),
  ];
}
