import type {ConfigurationReport} from '@devstack/engine';
import {EngineCommand} from '../../engine-command.ts';

export default class ConfigCheck extends EngineCommand {
  static override summary = 'Check the configuration and say everything that is wrong with it. Read-only.';
  static override description =
    'Reads all files, variables and flags, the persona and the distro file. Ends with 2 when anything is wrong.';
  static override examples = ['<%= config.bin %> config check', '<%= config.bin %> config check --config new.ini'];

  async run(): Promise<ConfigurationReport> {
    const {flags} = await this.parse(ConfigCheck);
    const engine = await this.openEngine(flags);
    const report = await engine.configuration().check();
    const {options, places, persona, distro} = report;
    this.print([
      `nothing wrong: persona ${persona} on ${distro}, ${options} options set by:`,
      ...places.map((place) => `  ${place}`),
    ]);
    return report;
  }
}
