import type {ComponentState} from '@devstack/engine';
import type {PartState} from '@devstack/sdk';
import {formatDuration} from './duration.ts';
import type {Paint} from './paint.ts';
import {type Align, alignRows} from './table.ts';

const HEADER = ['PART', 'STATE', 'HOST', 'HEARD'];
const ALIGN: readonly Align[] = ['left', 'left', 'left', 'right'];
const STATE = 1;
const NAMED_HOSTS = 4;

interface Group {
  readonly component: string;
  readonly program: string;
  readonly state: PartState['state'];
  readonly parts: readonly PartState[];
}

export function isWell({parts, error}: ComponentState): boolean {
  return error === undefined && parts.every(({state}) => state !== 'down');
}

/** A row for the parts of a kind that are in the same state, and a sentence for each of which something must be done. */
export function renderStates(states: readonly ComponentState[], paint: Paint, nowMs: number): string[] {
  const groups = states.flatMap(groupParts);
  const rows = groups.map((group) => cellsOf(group, nowMs));
  const table = alignRows([HEADER, ...rows], ALIGN, (cell, row, column) => paintCell(cell, row, column, paint));
  return [
    ...(groups.length === 0 ? [] : ['', ...table]),
    ...states.flatMap((state) => renderProblems(state, paint, nowMs)),
  ];
}

function groupParts({component, parts}: ComponentState): Group[] {
  const groups = Map.groupBy(parts, ({program, state}) => `${program} ${state}`);
  return [...groups.values()]
    .map((same) => ({component, program: same[0]!.program, state: same[0]!.state, parts: same}))
    .sort((a, b) => (a.program < b.program ? -1 : a.program > b.program ? 1 : 0));
}

function cellsOf({component, program, state, parts}: Group, nowMs: number): string[] {
  const hosts = parts.map(({host}) => host).sort(byNumber);
  const named = hosts.length > NAMED_HOSTS ? `${hosts.length} hosts` : hosts.join(', ');
  const heard = parts.flatMap(({heardAtMs}) => (heardAtMs === undefined ? [] : [heardAtMs]));
  return [`${component}/${program}`, state, named, heard.length === 0 ? '-' : formatAge(Math.min(...heard), nowMs)];
}

const {compare: byNumber} = new Intl.Collator('en', {numeric: true});

function formatAge(heardAtMs: number, nowMs: number): string {
  return formatDuration(Math.max(0, nowMs - heardAtMs));
}

function renderProblems({component, parts, error}: ComponentState, paint: Paint, nowMs: number): string[] {
  const down = parts.filter(({state}) => state === 'down');
  return [
    ...(error === undefined ? [] : sentence(error.message, error.suggestions, paint)),
    ...down.flatMap((part) =>
      sentence(describeDown(component, part, nowMs), part.suggestion === undefined ? [] : [part.suggestion], paint),
    ),
  ];
}

function describeDown(component: string, {program, host, heardAtMs}: PartState, nowMs: number): string {
  const heard = heardAtMs === undefined ? '' : `: ${component} heard of it last ${formatAge(heardAtMs, nowMs)} ago`;
  return `${program} on ${host} is down${heard}`;
}

function sentence(message: string, suggestions: readonly string[], paint: Paint): string[] {
  return ['', message, ...suggestions.map((suggestion) => `${paint.cyan('  try:')} ${suggestion}`)];
}

function paintCell(cell: string, row: number, column: number, paint: Paint): string {
  if (row === 0) return paint.dim(cell);
  if (column !== STATE) return cell;
  return cell === 'up' ? paint.green(cell) : paint.red(cell);
}
