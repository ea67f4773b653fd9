import type {Ask, Engine} from '@devstack/engine';
import {EngineCommand} from './engine-command.ts';
import {countVerbose, type EngineFlags} from './engine-flags.ts';
import {explainInterruption, listenForInterruption} from './interruption.ts';
import {openProgress, type Progress} from './progress.ts';
import {askHidden, canPrompt} from './prompts.ts';

/** What a person typed, after oclif has read it. */
export interface WorkRequest {
  readonly flags: EngineFlags;
  readonly raw: Parameters<typeof countVerbose>[0];
}

/** A command whose work takes a while: it shows what goes on, can be interrupted, and may ask for secrets. */
export abstract class WorkingCommand extends EngineCommand {
  protected async showWork<T>({flags, raw}: WorkRequest, work: (engine: Engine) => Promise<T>): Promise<T> {
    const progress = await openProgress({stream: process.stderr, verbosity: countVerbose(raw)});
    const {dispose, ...signals} = listenForInterruption({say: progress.say});
    try {
      const engine = await this.openEngine(flags, {
        onEvent: progress.onEvent,
        ...signals,
        ...askingFor(flags, progress),
      });
      return await work(engine);
    } catch (error) {
      throw explainInterruption(error, this.id ?? 'this', {dispose, ...signals});
    } finally {
      progress.close();
      dispose();
    }
  }
}

function askingFor(flags: EngineFlags, progress: Progress): {ask?: Ask} {
  const noPrompt = flags['no-prompt'] ?? false;
  const isAsked = canPrompt({stdin: process.stdin, stderr: process.stderr, noPrompt, variables: process.env});
  return isAsked ? {ask: (questions) => progress.pauseDuring(() => askHidden(questions))} : {};
}
