import {DevstackCommand} from '../devstack-command.ts';
import {withDataLock} from './data-lock.ts';
import {type PluginHome, pluginHome} from './plugin-home.ts';

const WAIT_MS = 30_000;

/** A command about the plugins in the data directory. */
export abstract class PluginCommand extends DevstackCommand {
  protected get home(): PluginHome {
    return pluginHome(this.config, process.env);
  }

  /** On standard error: standard output is for data. */
  protected readonly say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };

  /** While nobody else changes the plugins. */
  protected alone<T>(work: () => Promise<T>): Promise<T> {
    const waitMs = Number(process.env.DEVSTACK_LOCK_WAIT_MS ?? WAIT_MS);
    const command = ['devstack', ...(this.id ?? '').split(':'), ...this.argv];
    return withDataLock(this.config.dataDir, {command, say: this.say, waitMs}, work);
  }
}
