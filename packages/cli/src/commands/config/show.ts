import type {ConfiguredOption} from '@devstack/engine';
import {boolean} from '@oclif/core/flags';
import {renderConfiguration} from '../../configuration-view.ts';
import {EngineCommand} from '../../engine-command.ts';

export default class ConfigShow extends EngineCommand {
  static override summary = 'Show the configuration after all files, variables and flags are merged. Read-only.';
  static override examples = ['<%= config.bin %> config show', '<%= config.bin %> config show --origin'];
  static override flags = {
    origin: boolean({summary: 'Say where each value comes from.'}),
  };

  async run(): Promise<readonly ConfiguredOption[]> {
    const {flags} = await this.parse(ConfigShow);
    const engine = await this.openEngine(flags);
    const options = await engine.configuration().list();
    this.print(renderConfiguration(options, flags.origin));
    return options;
  }
}
