import type {Image} from '@devstack/sdk';
import {string as argument} from '@oclif/core/args';
import {EngineCommand} from '../../engine-command.ts';

export default class ImageRemove extends EngineCommand {
  static override summary = 'Remove machine images from the cloud. Destructive.';
  static override examples = ['<%= config.bin %> image remove cirros'];
  static override strict = false;
  static override args = {image: argument({required: true, description: 'name or id; several may follow'})};

  async run(): Promise<readonly Image[]> {
    const {flags, argv} = await this.parse(ImageRemove);
    const removed = await (await this.openEngine(flags)).images().remove(argv as string[]);
    this.print(removed.map(({name, id}) => `removed ${name} (${id})`));
    return removed;
  }
}
