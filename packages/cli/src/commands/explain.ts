import {DevstackError} from '@devstack/sdk';
import {string} from '@oclif/core/args';
import {DevstackCommand} from '../devstack-command.ts';
import {type Explanation, explain, explainAll, findErrorCode, renderCodes, renderExplanation} from '../explain-view.ts';

export default class Explain extends DevstackCommand {
  static override summary = 'Explain an error code, or list them. Read-only.';
  static override examples = ['<%= config.bin %> explain DEVSTACK_ERR_PORT_IN_USE', '<%= config.bin %> explain locked'];
  static override args = {
    code: string({ignoreStdin: true, description: 'As an error message shows it; DEVSTACK_ERR_ may be left out.'}),
  };

  async run(): Promise<Explanation | Explanation[]> {
    const {args} = await this.parse(Explain);
    if (args.code === undefined) {
      this.print(renderCodes(this.paint));
      return explainAll();
    }
    const explanation = explain(requireCode(args.code));
    this.print(renderExplanation(explanation, this.paint));
    return explanation;
  }
}

function requireCode(name: string): Parameters<typeof explain>[0] {
  const code = findErrorCode(name);
  if (code !== undefined) return code;
  throw new DevstackError(`cannot explain ${name}: no error has this code`, {
    code: 'DEVSTACK_ERR_UNKNOWN_NAME',
    suggestions: ['devstack explain'],
  });
}
