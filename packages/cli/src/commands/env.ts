import {string} from '@oclif/core/flags';
import {EngineCommand} from '../engine-command.ts';
import {renderEnvironment, type Shell} from '../environment-view.ts';

const SHELLS: readonly Shell[] = ['bash', 'fish', 'json'];

export default class Env extends EngineCommand {
  static override summary = 'Print variables that give a client access to the cloud, passwords included. Read-only.';
  static override examples = ['eval "$(<%= config.bin %> env)"', '<%= config.bin %> env --shell fish | source'];
  static override flags = {
    shell: string({options: [...SHELLS], default: 'bash', summary: 'For which shell; bash is for every POSIX shell.'}),
  };

  async run(): Promise<Readonly<Record<string, string>>> {
    const {flags} = await this.parse(Env);
    const engine = await this.openEngine(flags);
    const variables = await engine.clientEnvironment();
    this.print(renderEnvironment(variables, flags.shell as Shell));
    return variables;
  }
}
