import type {PlanReport} from '@devstack/engine';
import {type Action, PHASES} from '@devstack/sdk';
import {string as arg} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {componentsArg} from '../action-command.ts';
import {EngineCommand} from '../engine-command.ts';

export default class Plan extends EngineCommand {
  static override summary = 'Show what an action would do, with differences of files. Read-only.';
  static override examples = ['<%= config.bin %> plan install', '<%= config.bin %> plan uninstall --json'];
  static override args = {
    action: arg({required: true, ignoreStdin: true, options: Object.keys(PHASES), description: 'What is planned.'}),
    ...componentsArg,
  };
  static override flags = {
    output: string({char: 'o', helpValue: 'FILE', summary: 'Save the plan as JSON; only you can read the file.'}),
  };

  async run(): Promise<PlanReport> {
    const {args, flags} = await this.parse(Plan);
    const engine = await this.openEngine(flags);
    const report = await engine.plan(args.action as Action, [args.component ?? []].flat());
    if (flags.output !== undefined) await savePrivately(flags.output, report);
    const {renderPlan} = await import('../plan-view.ts');
    this.print(renderPlan(report, this.paint));
    return report;
  }
}

async function savePrivately(file: string, report: PlanReport): Promise<void> {
  const {writePrivateFile} = await import('../private-file.ts');
  await writePrivateFile(file, `${JSON.stringify(report, null, 2)}\n`);
}
