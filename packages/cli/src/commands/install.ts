import type {PlanReport, RunReport} from '@devstack/engine';
import {ActionCommand, actionFlags, componentsArg} from '../action-command.ts';

export default class Install extends ActionCommand {
  static override summary = 'Install components. Changes the machine.';
  static override description =
    'Everything it does is recorded and taken back by `devstack uninstall`. Doing it again changes nothing.';
  static override examples = ['<%= config.bin %> install', '<%= config.bin %> install keystone --dry-run'];
  static override args = componentsArg;
  static override flags = actionFlags;

  async run(): Promise<RunReport | PlanReport> {
    return this.perform('install', await this.parse(Install));
  }
}
