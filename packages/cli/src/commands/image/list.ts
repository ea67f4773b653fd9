import type {Image} from '@devstack/sdk';
import {EngineCommand} from '../../engine-command.ts';
import {renderImages} from '../../image-view.ts';

export default class ImageList extends EngineCommand {
  static override summary = 'Show the machine images of the cloud. Read-only.';
  static override examples = ['<%= config.bin %> image list'];

  async run(): Promise<readonly Image[]> {
    const {flags} = await this.parse(ImageList);
    const images = await (await this.openEngine(flags)).images().list();
    this.print(renderImages(images));
    return images;
  }
}
