import type {PlannedStep, PlanReport} from '@devstack/engine';
import {renderFileDiff} from './file-diff.ts';
import type {Paint} from './paint.ts';

const GROUPS: readonly {readonly title: string; readonly kinds: readonly string[]}[] = [
  {title: 'packages', kinds: ['packages', 'unpacked']},
  {title: 'users', kinds: ['user']},
  {title: 'directories', kinds: ['directory']},
  {title: 'files', kinds: ['file', 'key-file', 'symlink']},
  {title: 'sources', kinds: ['source']},
  {title: 'python environments', kinds: ['python']},
  {title: 'commands', kinds: ['command']},
  {title: 'services', kinds: ['service']},
];

const SIGNS = {apply: '+', update: '~', revert: '-', present: ' '} as const;

/** A plan for a person: what changes, by kind, with diffs of files, and one line that counts. */
export function renderPlan(report: PlanReport, paint: Paint): string[] {
  const changes = report.steps.filter((step) => step.change !== 'present');
  return [
    paint.bold(`plan: ${report.action} in ${report.root}, persona ${report.persona}`),
    ...report.components.map(({name, origin, series}) => `  ${name}  ${origin} ${series}`),
    ...report.notes.map((note) => paint.dim(`  note: ${note}`)),
    ...groupsOf(changes).flatMap(({title, steps}) => renderGroup(title, steps, paint)),
    '',
    renderCounts(report.steps),
  ];
}

/** `+31 ~2 -0`, and how many steps are as they should be. */
export function renderCounts(steps: readonly PlannedStep[]): string {
  const count = (change: PlannedStep['change']): number => steps.filter((step) => step.change === change).length;
  const present = count('present');
  const rest = present === 0 ? '' : `, ${present} as they should be`;
  return `+${count('apply')} ~${count('update')} -${count('revert')}${rest}`;
}

function groupsOf(steps: readonly PlannedStep[]): {title: string; steps: readonly PlannedStep[]}[] {
  const known = new Set(GROUPS.flatMap(({kinds}) => kinds));
  const others = [...new Set(steps.map((step) => step.kind))].filter((kind) => !known.has(kind));
  return [...GROUPS, ...others.map((kind) => ({title: kind, kinds: [kind]}))]
    .map(({title, kinds}) => ({title, steps: steps.filter((step) => kinds.includes(step.kind))}))
    .filter((group) => group.steps.length > 0);
}

function renderGroup(title: string, steps: readonly PlannedStep[], paint: Paint): string[] {
  return ['', paint.bold(`${title} (${steps.length})`), ...steps.flatMap((step) => renderStep(step, paint))];
}

function renderStep(step: PlannedStep, paint: Paint): string[] {
  const sign = SIGNS[step.change];
  const why = step.why === undefined ? '' : paint.dim(`  (${step.why})`);
  return [
    `  ${paintSign(sign, paint)} ${step.title}${why}`,
    ...step.details.map((detail) => `      ${detail}`),
    ...(step.privileged === undefined ? [] : [`      needs root: ${step.privileged}`]),
    ...(step.irreversible === undefined ? [] : [paint.yellow(`      cannot be undone: ${step.irreversible}`)]),
    ...(step.content === undefined ? [] : renderFileDiff(step.content, paint).map((line) => `      ${line}`)),
  ];
}

function paintSign(sign: string, paint: Paint): string {
  if (sign === '+') return paint.green(sign);
  return sign === '-' ? paint.red(sign) : paint.yellow(sign);
}
