import type {BuiltImage} from '@devstack/engine';
import {string as argument} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {renderBuild} from '../../image-view.ts';
import {WorkingCommand} from '../../working-command.ts';

export default class ImageBuild extends WorkingCommand {
  static override summary = 'Make a machine image on this machine. Read-only but for the file that it writes.';
  static override description =
    'tiny: a disk of 20 MB that boots in seconds, of the kernel of Debian for clouds, busybox and an ssh server; nothing is installed for it.';
  static override examples = [
    '<%= config.bin %> image build tiny',
    '<%= config.bin %> image build tiny --output /tmp/guest.img',
  ];
  static override args = {name: argument({required: true, description: 'what to build: tiny'})};
  static override flags = {
    output: string({
      helpValue: 'FILE',
      summary: 'The file to make; NAME.qcow2 (or .img without qemu-img) unless told.',
    }),
  };

  async run(): Promise<BuiltImage> {
    const {args, flags, raw} = await this.parse(ImageBuild);
    const built = await this.showWork({flags, raw}, (engine) => engine.images().build(args.name, flags.output));
    this.print(renderBuild(built));
    return built;
  }
}
