import type {LogReading} from '@devstack/engine';
import type {LogOptions} from '@devstack/sdk';
import {boolean, integer, string} from '@oclif/core/flags';
import {servicesArg} from '../action-command.ts';
import {EngineCommand} from '../engine-command.ts';
import {lineRenderer} from '../log-view.ts';
import {openOutput} from '../output-stream.ts';
import {parseSince} from '../since.ts';

/** How many old lines come before the new ones when nobody says. */
const FOLLOW_TAIL = 20;
const INTERRUPTED = 130;

export default class Logs extends EngineCommand {
  static override summary = 'Show what services have logged, merged by time. Read-only.';
  static override description =
    'Also of services that do not run. A line without a time belongs to the one before it. With --json one object a line: time, ' +
    'service, line.';
  static override examples = ['<%= config.bin %> logs nova/compute -f', '<%= config.bin %> logs --since 5m --json'];
  static override args = servicesArg;
  static override flags = {
    follow: boolean({
      char: 'f',
      summary: `Go on with new lines, after the last ${FOLLOW_TAIL} or those of --tail and --since.`,
    }),
    tail: integer({char: 'n', min: 0, helpValue: 'LINES', summary: 'Only the last so many lines of all.'}),
    since: string({
      helpValue: 'TIME',
      summary: 'Only what is newer: 30s, 5m, 2h, 1d, or a date with or without a time.',
    }),
  };

  async run(): Promise<void> {
    const {flags, args} = await this.parse(Logs);
    const sinceMs = flags.since === undefined ? undefined : parseSince(flags.since, Date.now());
    const engine = await this.openEngine(flags, {onEvent: sayNotes});
    const output = openOutput(process.stdout);
    const onSignal = (): void => {
      this.endWith(INTERRUPTED);
      output.close();
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, onSignal);
    const tail = flags.tail ?? (flags.follow && sinceMs === undefined ? FOLLOW_TAIL : undefined);
    const options: LogOptions = {
      follow: flags.follow,
      signal: output.closed,
      ...(tail === undefined ? {} : {tail}),
      ...(sinceMs === undefined ? {} : {sinceMs}),
    };
    await this.show(await engine.logs([args.service ?? []].flat(), options), output);
  }

  /** What is shown was shown line by line. */
  override logJson(): void {}

  private async show({services, lines}: LogReading, output: ReturnType<typeof openOutput>): Promise<void> {
    const render = lineRenderer(services, {json: this.jsonEnabled(), paint: this.paint});
    for await (const line of lines) {
      if (output.closed.aborted) return;
      await output.write(`${render(line)}\n`);
    }
  }
}

function sayNotes(event: {readonly type: string; readonly message?: string}): void {
  if (event.type === 'note') process.stderr.write(`note: ${event.message}\n`);
}
