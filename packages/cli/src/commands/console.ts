import type {ServerConsole} from '@devstack/sdk';
import {string as argument} from '@oclif/core/args';
import {boolean, integer} from '@oclif/core/flags';
import {attachTerminal, requireTerminal} from '../attach-terminal.ts';
import {newOutput} from '../console-output.ts';
import {EngineCommand} from '../engine-command.ts';
import {openOutput} from '../output-stream.ts';
import {sleepUntil} from '../sleep-until.ts';

const PAUSE_MS = 1000;
const INTERRUPTED = 130;

interface ConsoleReport {
  readonly server: string;
  readonly id: string;
  readonly output?: string;
  readonly url?: string;
}

export default class Console extends EngineCommand {
  static override summary =
    'Show what a server has printed on its serial console, or type at it. Read-only but for what is typed.';
  static override description =
    'With --attach the terminal is the console until you press Ctrl-]; every other key, Ctrl-C too, is for the server. Where nothing can be ' +
    'typed at, open the page of --url in a browser. With --json one object: server, id, output or url; with --follow one for each piece of ' +
    'output.';
  static override examples = [
    '<%= config.bin %> console web --follow',
    '<%= config.bin %> console web --attach',
    '<%= config.bin %> console web --url',
  ];
  static override args = {server: argument({required: true, description: 'name or id of the server'})};
  static override flags = {
    attach: boolean({
      char: 'a',
      summary: 'Type at it: this terminal is its serial console until Ctrl-] is pressed.',
      exclusive: ['follow', 'lines', 'url'],
    }),
    follow: boolean({char: 'f', summary: 'Go on with what it prints.', exclusive: ['url']}),
    lines: integer({
      char: 'n',
      min: 0,
      helpValue: 'LINES',
      summary: 'Only the last so many lines.',
      exclusive: ['url'],
    }),
    url: boolean({summary: 'Print the address of a page that displays it instead, good for ten minutes.'}),
  };

  async run(): Promise<ConsoleReport | undefined> {
    const {args, flags} = await this.parse(Console);
    if (flags.attach)
      requireTerminal(args.server, {stdin: process.stdin, stdout: process.stdout, isJson: this.jsonEnabled()});
    const shown = await (await this.openEngine(flags)).console(args.server);
    if (flags.attach) return this.attach(shown);
    const server = {server: shown.name, id: shown.id};
    if (flags.follow) return this.follow(shown, flags.lines);
    const told = flags.url ? {url: await shown.page()} : {output: await shown.read(flags.lines)};
    this.print([told.url ?? told.output.replace(/\n$/, '')]);
    return {...server, ...told};
  }

  /** What is followed was shown as it came. */
  override logJson(document: unknown): void {
    if (document !== undefined) super.logJson(document);
  }

  private async attach(server: ServerConsole): Promise<undefined> {
    const how = await attachTerminal(server);
    if (how === 'interrupted') this.endWith(INTERRUPTED);
    const end =
      how === 'ended'
        ? `the console of ${server.name} has ended: the server was stopped or deleted`
        : `left ${server.name}`;
    process.stderr.write(`\n${end}\n`);
  }

  private async follow(shown: ServerConsole, lines: number | undefined): Promise<undefined> {
    const output = openOutput(process.stdout);
    const onSignal = (): void => {
      this.endWith(INTERRUPTED);
      output.close();
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, onSignal);
    let before = '';
    let text = await shown.read(lines);
    while (!output.closed.aborted) {
      const piece = newOutput(before, text);
      const written = this.jsonEnabled() ? `${JSON.stringify({server: shown.name, output: piece})}\n` : piece;
      if (piece !== '') await output.write(written);
      before = text;
      await sleepUntil(PAUSE_MS, output.closed);
      text = output.closed.aborted ? text : await shown.read();
    }
  }
}
