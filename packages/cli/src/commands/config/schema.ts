import type {JsonObject} from '@devstack/sdk';
import {EngineCommand} from '../../engine-command.ts';

export default class ConfigSchema extends EngineCommand {
  static override summary = 'Print the JSON Schema of configuration files, composed from the plugins. Read-only.';
  static override description =
    'Editors complete and check YAML and JSON with it; `config init` writes it beside the file.';
  static override examples = ['<%= config.bin %> config schema >devstack.schema.json'];

  async run(): Promise<JsonObject> {
    const {flags} = await this.parse(ConfigSchema);
    const engine = await this.openEngine(flags);
    const schema = await engine.configuration().schema();
    this.print([JSON.stringify(schema, undefined, 2)]);
    return schema;
  }
}
