import type {PlanReport, RunOptionsOfAction, RunReport} from '@devstack/engine';
import type {Action} from '@devstack/sdk';
import {string} from '@oclif/core/args';
import {boolean} from '@oclif/core/flags';
import type {EngineFlags} from './engine-flags.ts';
import {renderRun} from './run-view.ts';
import {WorkingCommand, type WorkRequest} from './working-command.ts';

/** `[COMPONENT...]`; without any it means all of the persona, or all that is installed. */
export const componentsArg = {
  // Without `ignoreStdin` oclif would wait for component names on standard input.
  component: string({multiple: true, ignoreStdin: true, description: 'Only these, and what they require.'}),
};

/** `[SERVICE|COMPONENT...]` */
export const servicesArg = {
  service: string({
    multiple: true,
    ignoreStdin: true,
    description: 'COMPONENT/SERVICE, or COMPONENT for all of its services; the beginning of a name is enough.',
  }),
};

export const actionFlags = {
  'dry-run': boolean({summary: 'Show what would be done, and change nothing; the same as `devstack plan`.'}),
};

export interface ActionRequest extends WorkRequest {
  readonly flags: EngineFlags & {readonly 'dry-run': boolean};
  readonly args: {readonly component?: string | readonly string[] | undefined};
}

export interface ActionOptions extends RunOptionsOfAction {
  /** Say how to reach the cloud. */
  readonly access?: boolean;
}

/** A command that runs one action of the engine. */
export abstract class ActionCommand extends WorkingCommand {
  protected async perform(
    action: Action,
    request: ActionRequest,
    {access, ...options}: ActionOptions = {},
  ): Promise<RunReport | PlanReport> {
    const {flags, args} = request;
    const components = [args.component ?? []].flat();
    if (flags['dry-run']) return this.showPlan(action, components, flags);
    const report = await this.showWork(request, (engine) => engine.run(action, components, options));
    const envCommand = access ? {envCommand: this.commandLine('env', flags)} : {};
    this.print(renderRun(report, {paint: this.paint, command: this.id, ...envCommand}));
    return report;
  }

  private async showPlan(action: Action, components: readonly string[], flags: EngineFlags): Promise<PlanReport> {
    const engine = await this.openEngine(flags);
    const report = await engine.plan(action, components);
    const {renderPlan} = await import('./plan-view.ts');
    this.print(renderPlan(report, this.paint));
    return report;
  }
}
