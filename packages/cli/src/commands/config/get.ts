import type {ConfiguredOption} from '@devstack/engine';
import {string as argument} from '@oclif/core/args';
import {EngineCommand} from '../../engine-command.ts';

export default class ConfigGet extends EngineCommand {
  static override summary = 'Print the value of one option. Read-only.';
  static override examples = ['<%= config.bin %> config get keystone.port'];
  static override args = {option: argument({required: true, description: 'section.option'})};

  async run(): Promise<ConfiguredOption> {
    const {flags, args} = await this.parse(ConfigGet);
    const engine = await this.openEngine(flags);
    const option = await engine.configuration().get(args.option);
    const {value} = option;
    this.print([typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)]);
    return option;
  }
}
