import type {VerifyReport} from '@devstack/engine';
import {renderVerification} from '../verify-view.ts';
import {WorkingCommand} from '../working-command.ts';

export default class Verify extends WorkingCommand {
  static override summary = 'Use the cloud as a user would, to see that it works. Leaves nothing behind.';
  static override description = 'Exit status 0 when every check passed, else 1.';
  static override examples = ['<%= config.bin %> verify'];

  async run(): Promise<VerifyReport> {
    const report = await this.showWork(await this.parse(Verify), (engine) => engine.verify());
    this.print(renderVerification(report, this.paint));
    this.endWith(report.passed ? 0 : 1);
    return report;
  }
}
