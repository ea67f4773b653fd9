import type {PlanReport, RunOptionsOfAction, RunReport} from '@devstack/engine';
import {ERROR_CODES} from '@devstack/sdk';
import {CLIError} from '@oclif/core/errors';
import {string} from '@oclif/core/flags';
import {ActionCommand, actionFlags, componentsArg} from '../action-command.ts';

type Kept = NonNullable<RunOptionsOfAction['keep']>[number];

const KEEPABLE: readonly Kept[] = ['packages', 'sources', 'images', 'data'];

export default class Uninstall extends ActionCommand {
  static override summary = 'Take everything back. Changes the machine, and removes data.';
  static override description =
    'Stops services, then restores what was there before. What somebody else changed stays and is listed; the exit status is then 3.';
  static override examples = ['<%= config.bin %> uninstall', '<%= config.bin %> uninstall --keep packages,data'];
  static override args = componentsArg;
  static override flags = {
    ...actionFlags,
    keep: string({helpValue: 'WHAT,...', summary: `Leave these: ${KEEPABLE.join(', ')}.`}),
  };

  async run(): Promise<RunReport | PlanReport> {
    const request = await this.parse(Uninstall);
    const report = await this.perform('uninstall', request, {keep: parseKeep(request.flags.keep)});
    if ('kept' in report && report.kept.length > 0) this.endWith(ERROR_CODES.DEVSTACK_ERR_KEPT.exit);
    return report;
  }
}

/** `packages,data` as a list. */
export function parseKeep(value: string | undefined): Kept[] {
  const names = (value ?? '').split(',').map((name) => name.trim());
  return names.filter((name) => name !== '').map(asKept);
}

function asKept(name: string): Kept {
  const found = KEEPABLE.find((known) => known === name);
  if (found !== undefined) return found;
  throw new CLIError(`cannot keep ${name}: --keep takes ${KEEPABLE.join(', ')}`, {exit: 2});
}
