import {string as argument} from '@oclif/core/args';
import {EngineCommand} from '../../engine-command.ts';

export default class SecretsShow extends EngineCommand {
  static override summary = 'Print one secret of the installation. Read-only.';
  static override examples = ['<%= config.bin %> secrets show keystone.admin_password'];
  static override args = {name: argument({required: true, description: 'component.name'})};

  async run(): Promise<{name: string; value: string}> {
    const {flags, args} = await this.parse(SecretsShow);
    const value = await (await this.openEngine(flags)).secret(args.name);
    this.print([value]);
    return {name: args.name, value};
  }
}
