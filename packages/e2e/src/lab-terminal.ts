import {stripVTControlCharacters} from 'node:util';
import {expect} from 'vitest';
import type {CommandResult} from './command.ts';
import type {Lab, RunOptions} from './lab.ts';
import type {LabProcess} from './lab-process.ts';
import {sleep} from './process-table.ts';

const KEYS = '/tmp/keys';

/** A pseudo-terminal in a lab with a command of the shell on it, as a person has it. */
export class LabTerminal {
  readonly #lab: Lab;
  readonly #run: LabProcess;

  private constructor(lab: Lab, run: LabProcess) {
    this.#lab = lab;
    this.#run = run;
  }

  /** @param command without single quotes */
  static async open(lab: Lab, command: string, options: Pick<RunOptions, 'env'> = {}): Promise<LabTerminal> {
    const script = `mkfifo ${KEYS}; script -qec '${command}' /dev/null <>${KEYS}; ended=$?; rm ${KEYS}; exit $ended`;
    return new LabTerminal(lab, await lab.spawn(['sh', '-c', script], options));
  }

  get done(): Promise<CommandResult> {
    return this.#run.done;
  }

  /** What it has shown so far, without colours and movements. */
  get shown(): string {
    return stripVTControlCharacters(this.#run.stdout).replaceAll('\r', '');
  }

  async untilShown(text: string, timeoutMs: number): Promise<void> {
    await expect.poll(() => this.shown, {timeout: timeoutMs, interval: 20}).toContain(text);
  }

  async type(keys: string): Promise<void> {
    await this.#lab.run(['sh', '-c', `cat >${KEYS}`], {input: keys});
    await sleep(50);
  }
}
