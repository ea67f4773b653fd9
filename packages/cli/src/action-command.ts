import type {Ask, PlanReport, RunOptionsOfAction, RunReport} from '@devstack/engine';
import {type Action, DevstackError} from '@devstack/sdk';
import {string} from '@oclif/core/args';
import {boolean} from '@oclif/core/flags';
import {endAwaitedPrograms} from './awaited-programs.ts';
import {EngineCommand} from './engine-command.ts';
import {countVerbose, type EngineFlags} from './engine-flags.ts';
import {type Interruption, listenForInterruption} from './interruption.ts';
import {openProgress, type Progress} from './progress.ts';
import {askHidden, canPrompt} from './prompts.ts';
import {renderRun} from './run-view.ts';

const INTERRUPTED_EXIT = 130;

/** `[COMPONENT...]`; without any it means all of the persona, or all that is installed. */
export const componentsArg = {
  // Without `ignoreStdin` oclif would wait for component names on standard input.
  component: string({multiple: true, ignoreStdin: true, description: 'Only these, and what they require.'}),
};

export const actionFlags = {
  'dry-run': boolean({summary: 'Show what would be done, and change nothing; the same as `devstack plan`.'}),
};

/** What a person typed, after oclif has read it. */
export interface ActionRequest {
  readonly flags: EngineFlags & {readonly 'dry-run': boolean};
  readonly args: {readonly component?: string | readonly string[] | undefined};
  readonly raw: Parameters<typeof countVerbose>[0];
}

export interface ActionOptions extends RunOptionsOfAction {
  /** Say how to reach the cloud. */
  readonly access?: boolean;
}

/** A command that runs one action of the engine, and shows it while it works. */
export abstract class ActionCommand extends EngineCommand {
  protected async perform(
    action: Action,
    {flags, args, raw}: ActionRequest,
    {access, ...options}: ActionOptions = {},
  ): Promise<RunReport | PlanReport> {
    const components = [args.component ?? []].flat();
    if (flags['dry-run']) return this.showPlan(action, components, flags);
    const report = await this.runAction(action, components, flags, countVerbose(raw), options);
    const envCommand = access ? {envCommand: this.commandLine('env', flags)} : {};
    this.print(renderRun(report, {paint: this.paint, ...envCommand}));
    return report;
  }

  private async runAction(
    action: Action,
    components: readonly string[],
    flags: EngineFlags,
    verbosity: number,
    options: RunOptionsOfAction,
  ): Promise<RunReport> {
    const interruption = this.listenForInterruption();
    const progress = await openProgress({stream: process.stderr, verbosity});
    try {
      const listeners = {onEvent: progress.onEvent, signal: interruption.signal, ...this.prompt(flags, progress)};
      const engine = await this.openEngine(flags, listeners);
      return await engine.run(action, components, options);
    } catch (error) {
      throw interruption.signal.aborted ? this.interrupted(error) : error;
    } finally {
      progress.close();
      interruption.dispose();
    }
  }

  private async showPlan(action: Action, components: readonly string[], flags: EngineFlags): Promise<PlanReport> {
    const engine = await this.openEngine(flags);
    const report = await engine.plan(action, components);
    const {renderPlan} = await import('./plan-view.ts');
    this.print(renderPlan(report, this.paint));
    return report;
  }

  private prompt(flags: EngineFlags, progress: Progress): {ask?: Ask} {
    const noPrompt = flags['no-prompt'] ?? false;
    const isAsked = canPrompt({stdin: process.stdin, stderr: process.stderr, noPrompt, variables: process.env});
    return isAsked ? {ask: (questions) => progress.pauseDuring(() => askHidden(questions))} : {};
  }

  private listenForInterruption(): Interruption {
    return listenForInterruption({
      onFirst: () => process.stderr.write('\nending after the steps that run; once more to end at once\n'),
      onSecond: () => {
        endAwaitedPrograms();
        process.exit(INTERRUPTED_EXIT);
      },
    });
  }

  private interrupted(error: unknown): unknown {
    if (DevstackError.is(error)) return error;
    return new DevstackError(`cannot finish ${this.id}: it was interrupted`, {
      code: 'DEVSTACK_ERR_INTERRUPTED',
      suggestions: ['run the same command again: it goes on where it stopped'],
      cause: error,
    });
  }
}
