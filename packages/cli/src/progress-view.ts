import type {EngineEvent, StepOutcome} from '@devstack/engine';
import {formatDuration} from './duration.ts';
import type {Paint} from './paint.ts';
import type {ProgressState, RunningStep} from './progress-state.ts';

const COMPONENT_WIDTH = 10;
const TIME_WIDTH = 7;
/** A step that took at least so long says how long. */
const NOTABLE_MS = 1000;

const OUTCOMES: Readonly<Record<StepOutcome, string>> = {
  applied: '',
  present: '',
  changed: 'changed',
  reverted: 'taken back',
  kept: 'kept',
};

export interface LineOptions {
  readonly paint: Paint;
  /** 0: steps, notes and warnings; 1: information too; 2: everything. */
  readonly verbosity: number;
  /** Since the run began. */
  readonly elapsedMs: number;
}

/** The line that an event leaves behind, if it leaves one. Steps that were as they should be are only counted. */
export function renderEvent(event: EngineEvent, options: LineOptions): string | undefined {
  const {paint, verbosity} = options;
  switch (event.type) {
    case 'step-done':
      return event.outcome === 'present' && verbosity < 2 ? undefined : renderStepDone(event, options);
    case 'step-failed':
      return `${prefixOf(event.id, options)}${event.title}  ${paint.red('failed')}${took(event.ms, paint)}`;
    case 'check-step':
      return renderCheckStep(event, options);
    case 'note':
      return paint.dim(`note: ${event.message}`);
    case 'log':
      return renderLog(event, options);
    default:
      return undefined;
  }
}

function renderStepDone(event: EngineEvent & {type: 'step-done'}, options: LineOptions): string {
  const {paint} = options;
  const said = event.outcome === 'present' ? 'as it should be' : OUTCOMES[event.outcome];
  const outcome = said === '' ? '' : `  ${paint.yellow(said)}`;
  return `${prefixOf(event.id, options)}${event.title}${outcome}${took(event.ms, paint)}`;
}

function renderCheckStep({check, title, ms, error}: EngineEvent & {type: 'check-step'}, options: LineOptions): string {
  const {paint} = options;
  const failed = error === undefined ? '' : `  ${paint.red('failed')}`;
  return `${prefixOf(`${check}/`, options)}${title}${failed}${took(ms, paint)}`;
}

function renderLog({level, message}: EngineEvent & {type: 'log'}, {paint, verbosity}: LineOptions): string | undefined {
  if (level === 'warn') return `${paint.yellow('warning:')} ${message}`;
  return verbosity >= (level === 'info' ? 1 : 2) ? paint.dim(message) : undefined;
}

function prefixOf(id: string, {paint, elapsedMs}: LineOptions): string {
  const time = formatDuration(elapsedMs).padStart(TIME_WIDTH);
  return `${paint.dim(time)}  ${paint.cyan(componentOf(id).padEnd(COMPONENT_WIDTH))}  `;
}

/** `keystone` of `keystone/file:/etc/x`; nothing for a step that several components share. */
function componentOf(id: string): string {
  const component = /^([^/:]+)\//.exec(id)?.[1] ?? '';
  return component === 'shared' ? '' : component;
}

function took(ms: number, paint: Paint): string {
  return ms < NOTABLE_MS ? '' : paint.dim(`  ${formatDuration(ms)}`);
}

export interface LiveOptions {
  readonly paint: Paint;
  readonly nowMs: number;
  readonly columns: number;
  readonly rows: number;
}

/** The lines that change while steps run: how far the run is, and a line for each running step, no wider than the terminal. */
export function renderLive(state: ProgressState, {paint, nowMs, columns, rows}: LiveOptions): string[] {
  const elapsed = formatDuration(nowMs - state.startedMs);
  const head =
    state.action === ''
      ? `looking at the machine  ${elapsed}`
      : `${state.action}  ${state.finished}/${state.total}  ${elapsed}`;
  const room = Math.max(1, rows - 3);
  const running = [...state.running.entries()];
  const hidden = running.length - room;
  return [
    paint.bold(cut(head, columns)),
    ...running.slice(0, room).map(([id, step]) => renderRunning(id, step, {paint, nowMs, columns})),
    ...(hidden > 0 ? [paint.dim(cut(`  and ${hidden} more`, columns))] : []),
  ];
}

function renderRunning(id: string, step: RunningStep, options: Omit<LiveOptions, 'rows'>): string {
  const {paint, nowMs, columns} = options;
  const time = formatDuration(nowMs - step.startedMs).padStart(TIME_WIDTH);
  const what = describeProgress(step);
  const text = `${componentOf(id).padEnd(COMPONENT_WIDTH)}  ${step.title}${what === '' ? '' : `: ${what}`}`;
  return `${paint.dim(time)}  ${cut(text, columns - TIME_WIDTH - 2)}`;
}

function describeProgress({what, done, total}: RunningStep): string {
  if (what === undefined) return '';
  if (done === undefined || total === undefined || total <= 0) return what;
  return `${what} ${Math.min(100, Math.floor((100 * done) / total))}%`;
}

/** One column stays free: a full line makes some terminals wrap. */
function cut(text: string, columns: number): string {
  const room = Math.max(1, columns - 1);
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
