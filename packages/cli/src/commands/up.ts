import type {PlanReport, RunReport} from '@devstack/engine';
import {ActionCommand, actionFlags, componentsArg} from '../action-command.ts';

export default class Up extends ActionCommand {
  static override summary = 'From a bare machine to a running cloud. Changes the machine.';
  static override description =
    'Installs and starts what is missing, waits until every service is ready, and says how to use the cloud.';
  static override examples = ['<%= config.bin %> up', '<%= config.bin %> up -p identity -d /srv/cloud'];
  static override args = componentsArg;
  static override flags = actionFlags;

  async run(): Promise<RunReport | PlanReport> {
    return this.perform('start', await this.parse(Up), {access: true});
  }
}
