import type {UploadedImage} from '@devstack/engine';
import {string as argument} from '@oclif/core/args';
import {boolean, string} from '@oclif/core/flags';
import {renderUploads} from '../../image-view.ts';
import {WorkingCommand} from '../../working-command.ts';

export default class ImageUpload extends WorkingCommand {
  static override summary = 'Put a machine image into the cloud. Changes the cloud.';
  static override description =
    'The format is found out from the content. An image of the same name and content is left alone.';
  static override examples = [
    '<%= config.bin %> image upload cirros ./cirros.img',
    '<%= config.bin %> image upload debian https://example.org/debian.qcow2.xz --checksum sha256:...',
  ];
  static override args = {
    name: argument({required: true, description: 'name of the image'}),
    location: argument({required: true, description: 'file or URL'}),
  };
  static override flags = {
    checksum: string({helpValue: 'sha256:HEX', summary: 'What the file must be.'}),
    private: boolean({summary: 'Only for the project that uploads it.'}),
  };

  async run(): Promise<readonly UploadedImage[]> {
    const {args, flags, raw} = await this.parse(ImageUpload);
    const source = {
      name: args.name,
      location: args.location,
      visibility: flags.private ? ('private' as const) : ('public' as const),
      ...(flags.checksum === undefined ? {} : {checksum: flags.checksum}),
    };
    const uploads = await this.showWork({flags, raw}, (engine) => engine.images().upload([source]));
    this.print(renderUploads(uploads));
    return uploads;
  }
}
