import type {RunReport} from '@devstack/engine';
import {servicesArg} from '../action-command.ts';
import {renderRun} from '../run-view.ts';
import {WorkingCommand} from '../working-command.ts';

export default class Restart extends WorkingCommand {
  static override summary =
    'Restart services as they were started last, all of them when none is named. Changes the machine.';
  static override description =
    'Ends when they are ready again. What others need starts first. With --runner they move to another runner; changed options are ' +
    'for `devstack start`.';
  static override examples = ['<%= config.bin %> restart nova/compute', '<%= config.bin %> restart --runner screen'];
  static override args = servicesArg;

  async run(): Promise<RunReport> {
    const request = await this.parse(Restart);
    const report = await this.showWork(request, (engine) => engine.restart([request.args.service ?? []].flat()));
    this.print(renderRun(report, {paint: this.paint}));
    return report;
  }
}
