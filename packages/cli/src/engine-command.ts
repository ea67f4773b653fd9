import type {Engine} from '@devstack/engine';
import {DevstackCommand} from './devstack-command.ts';
import {openEngine} from './engine-factory.ts';
import {type EngineFlags, engineFlags} from './engine-flags.ts';
import {engineSettings, type Listeners} from './engine-settings.ts';

/** A command that calls the engine. */
export abstract class EngineCommand extends DevstackCommand {
  static override baseFlags = engineFlags;

  protected openEngine(flags: EngineFlags, listeners: Listeners = {}): Promise<Engine> {
    const caller = {variables: process.env, cwd: process.cwd(), argv: [...(this.id ?? '').split(':'), ...this.argv]};
    return openEngine(engineSettings(this.config, caller, flags, listeners));
  }

  /** `devstack up -d /srv/cloud`: a command line that works on the same installation as this one. */
  protected commandLine(action: string, {directory}: EngineFlags): string {
    return directory === undefined ? `devstack ${action}` : `devstack ${action} -d ${quoteWord(directory)}`;
  }
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
