import {Command} from '@oclif/core/command';
import type {Config} from '@oclif/core/config';
import {type Paint, paintFor} from './paint.ts';

/** What all commands share: data on standard output, and one JSON document there with `--json`. */
export abstract class DevstackCommand extends Command {
  static override enableJsonFlag = true;

  /** oclif builds its configuration anew for each command; the one that found the command is good. */
  static override async run<T extends Command>(
    this: new (
      argv: string[],
      config: Config,
    ) => T,
    argv?: string[],
    config?: unknown,
  ): Promise<ReturnType<T['run']>> {
    const command = new this(argv ?? process.argv.slice(2), config as Config) as unknown as DevstackCommand;
    return command._run();
  }

  /** Errors are reported in one place, `index.ts`. */
  override async catch(error: Error): Promise<never> {
    throw error;
  }

  override logJson(document: unknown): void {
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }

  protected get paint(): Paint {
    return paintFor(process.stdout);
  }

  protected print(lines: readonly string[]): void {
    if (!this.jsonEnabled()) process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** The status with which the process ends when nothing is thrown. */
  protected endWith(status: number): void {
    process.exitCode = status;
  }
}
