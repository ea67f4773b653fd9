import type {PlanReport, RunReport} from '@devstack/engine';
import {ActionCommand, actionFlags, componentsArg} from '../action-command.ts';

export default class Start extends ActionCommand {
  static override summary = 'Start services, installing first what is not installed. Changes the machine.';
  static override description = 'Ends when every service is ready. What runs already is left alone.';
  static override examples = ['<%= config.bin %> start', '<%= config.bin %> start glance --runner screen'];
  static override args = componentsArg;
  static override flags = actionFlags;

  async run(): Promise<RunReport | PlanReport> {
    return this.perform('start', await this.parse(Start));
  }
}
