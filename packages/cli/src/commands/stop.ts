import type {PlanReport, RunReport} from '@devstack/engine';
import {ActionCommand, actionFlags, componentsArg} from '../action-command.ts';

export default class Stop extends ActionCommand {
  static override summary = 'Stop services; data stays. Changes the machine.';
  static override examples = ['<%= config.bin %> stop', '<%= config.bin %> stop glance'];
  static override args = componentsArg;
  static override flags = actionFlags;

  async run(): Promise<RunReport | PlanReport> {
    return this.perform('stop', await this.parse(Stop));
  }
}
