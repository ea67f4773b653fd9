import path from 'node:path';
import {string} from '@oclif/core/flags';
import {EngineCommand} from '../../engine-command.ts';
import {refuseSecondConfiguration, writeNewFile} from '../../new-file.ts';
import {writePrivateFile} from '../../private-file.ts';

const FILES = {yaml: 'devstack.yaml', ini: 'stack.ini'} as const;
const SCHEMA_FILE = 'devstack.schema.json';

export default class ConfigInit extends EngineCommand {
  static override summary = 'Write a commented configuration file for a persona. Changes the machine: this directory.';
  static override description =
    'A YAML file gets its schema beside it, for editors. Nothing is ever overwritten but the schema.';
  static override examples = ['<%= config.bin %> config init -p cloud', '<%= config.bin %> config init --format ini'];
  static override flags = {
    format: string({options: Object.keys(FILES), default: 'yaml', summary: 'How it is written.'}),
  };

  async run(): Promise<{files: string[]}> {
    const {flags} = await this.parse(ConfigInit);
    const format = flags.format as keyof typeof FILES;
    const directory = process.cwd();
    await refuseSecondConfiguration(directory);
    const configuration = (await this.openEngine(flags)).configuration();
    const file = path.join(directory, FILES[format]);
    const schema = path.join(directory, SCHEMA_FILE);
    await writeNewFile(file, await configuration.sample(format, SCHEMA_FILE));
    const files = [file, ...(format === 'yaml' ? [schema] : [])];
    if (format === 'yaml') {
      await writePrivateFile(schema, `${JSON.stringify(await configuration.schema(), undefined, 2)}\n`);
    }
    this.print(files.map((name) => `written ${name}`));
    return {files};
  }
}
