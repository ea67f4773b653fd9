import type {RunReport} from '@devstack/engine';
import {formatDuration} from './duration.ts';
import type {Paint} from './paint.ts';
import {alignRows} from './table.ts';

const NOTHING_TO_DO: Readonly<Record<RunReport['action'], (report: RunReport) => string>> = {
  install: ({components}) => `nothing to do: ${listOf(components)} installed`,
  start: ({components}) => `nothing to do: ${listOf(components)} installed and running`,
  stop: () => 'nothing to do: no service runs',
  restart: () => 'nothing to do: no service runs',
  uninstall: ({root}) => `nothing to do: nothing is installed in ${root}`,
};

export interface RunViewOptions {
  readonly paint: Paint;
  /** What was asked for, when it is not the name of the action: `up`. */
  readonly command?: string | undefined;
  /** For `up`: the command whose output gives a shell access to the cloud. */
  readonly envCommand?: string;
}

/** What a run changed, how long its phases took, what it left, and how to reach what it started. */
export function renderRun(report: RunReport, {paint, command, envCommand}: RunViewOptions): string[] {
  if (report.unchanged && report.kept.length === 0) {
    return [`${NOTHING_TO_DO[report.action](report)} (${formatDuration(report.ms)})`];
  }
  return [
    `${paint.bold(`${command ?? report.action} done in ${formatDuration(report.ms)}`)}: ${renderOutcomes(report)}`,
    ...renderPhases(report, paint),
    ...renderKept(report, paint),
    ...(envCommand === undefined ? [] : renderAccess(report, envCommand, paint)),
  ];
}

function renderOutcomes({steps}: RunReport): string {
  const count = (...outcomes: string[]): number => steps.filter(({outcome}) => outcomes.includes(outcome)).length;
  const parts = [
    [count('applied'), 'done'],
    [count('changed'), 'changed'],
    [count('reverted'), 'taken back'],
    [count('kept'), 'kept'],
    [count('present'), 'as they should be'],
  ] as const;
  const said = parts.filter(([amount]) => amount > 0).map(([amount, what]) => `${amount} ${what}`);
  return said.length === 0 ? 'no steps' : `${steps.length} step${steps.length === 1 ? '' : 's'}, ${said.join(', ')}`;
}

function renderPhases({phases}: RunReport, paint: Paint): string[] {
  const spent = Object.entries(phases).filter(([, ms]) => ms >= 50);
  if (spent.length === 0) return [];
  return [`  ${paint.dim('time')}  ${spent.map(([phase, ms]) => `${phase} ${formatDuration(ms)}`).join('  ')}`];
}

function renderKept({kept}: RunReport, paint: Paint): string[] {
  if (kept.length === 0) return [];
  return [paint.yellow('kept, because it is not ours:'), ...kept.map(({what, why}) => `  ${what}: ${why}`)];
}

function renderAccess({endpoints}: RunReport, envCommand: string, paint: Paint): string[] {
  const rows = alignRows(endpoints.map(({name, url}) => [name, url])).map((row) => `  ${row}`);
  return [
    ...(rows.length === 0 ? [] : [paint.bold('endpoints'), ...rows]),
    paint.bold('use it'),
    `  eval "$(${envCommand})"`,
  ];
}

function listOf(components: readonly string[]): string {
  return components.length === 1 ? `${components[0]} is` : `${components.join(', ')} are`;
}
