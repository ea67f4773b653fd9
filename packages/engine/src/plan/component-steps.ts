import {PHASES, type Phase, type Step, type StepDraft, type StepRef, stepRef} from '@devstack/sdk';
import type {PlannedComponent} from './planned-component.ts';

type Declared = readonly [Phase, (planned: PlannedComponent) => readonly StepDraft[]];

const INSTALL: readonly Declared[] = [
  ['download', ({component}) => component.download()],
  ['configure', ({component}) => component.configure()],
  ['pre-install', ({commands}) => commands?.before ?? []],
  ['pre-install', ({component}) => component.preInstall()],
  ['install', ({component}) => component.install()],
  ['post-install', ({commands}) => commands?.after ?? []],
  ['post-install', ({component}) => component.postInstall()],
];

const START: readonly Declared[] = [
  ['pre-start', ({component}) => component.preStart()],
  ['start', ({component}) => component.start()],
  ['post-start', ({component}) => component.postStart()],
];

export function isStartPhase(phase: Phase): boolean {
  return (PHASES.start as readonly Phase[]).includes(phase);
}

/**
 * The steps of all components, in the order of requirements and phases. A step that names no needs waits for everything of its component's
 * earlier phases; the first of a component's start also for the start of what the component requires.
 */
export function collectSteps(components: readonly PlannedComponent[]): Step[] {
  const started = new Map<string, StepRef[]>();
  return components.flatMap((planned) => {
    const installed = stepsOfPhases(planned, INSTALL, []);
    const required = planned.requires.flatMap((name) => started.get(name) ?? []);
    const starting = stepsOfPhases(planned, START, [...installed.map(({id}) => id), ...required]);
    started.set(planned.name, starting.length === 0 ? required : starting.map(({id}) => id));
    return [...installed, ...starting];
  });
}

/** The steps of `pre-uninstall`, one after the other. */
export function preUninstallSteps({name, component}: PlannedComponent): Step[] {
  let previous: StepRef[] = [];
  return component.preUninstall().map((draft) => {
    const step = toStep(name, 'pre-uninstall', draft, previous);
    previous = [step.id];
    return step;
  });
}

function stepsOfPhases(planned: PlannedComponent, phases: readonly Declared[], first: readonly StepRef[]): Step[] {
  const steps: Step[] = [];
  for (const [phase, declare] of phases) {
    const earlier = [...first, ...steps.map(({id}) => id)];
    steps.push(...declare(planned).map((draft) => withCommands(planned, toStep(planned.name, phase, draft, earlier))));
  }
  return steps;
}

/**
 * The commands of a distro file run in their order. Packages wait for those that come before them, and what uses the component for those
 * that come after it was installed.
 */
function withCommands({name, commands = {before: [], after: [], agreed: []}}: PlannedComponent, step: Step): Step {
  const before = commands.before.map((draft) => idOf(name, draft));
  const after = commands.after.map((draft) => idOf(name, draft));
  const own = [before, after].find((ids) => ids.includes(step.id));
  const added = own === undefined ? waitsFor(step, before, after) : own.slice(0, own.indexOf(step.id));
  return added.length === 0 ? step : {...step, needs: [...new Set([...step.needs, ...added])]};
}

function waitsFor({kind, phase}: Step, before: readonly StepRef[], after: readonly StepRef[]): readonly StepRef[] {
  if (kind === 'packages') return before;
  return isStartPhase(phase) || phase === 'post-install' ? after : [];
}

function idOf(component: string, {kind, key}: StepDraft): StepRef {
  return stepRef(component, kind, key);
}

function toStep(component: string, phase: Phase, draft: StepDraft, earlier: readonly StepRef[]): Step {
  const {kind, key, args, needs, reads = [], why, place} = draft;
  return {
    id: stepRef(component, kind, key),
    kind,
    args,
    components: [component],
    phase,
    needs: [
      ...new Set([
        ...(needs?.map((need) => qualify(component, need)) ?? earlier),
        ...reads.map((read) => qualify(component, read)),
      ]),
    ],
    reads: reads.map((read) => qualify(component, read)),
    ...(why === undefined ? {} : {why}),
    ...(place === undefined ? {} : {place}),
  };
}

/** `file:/etc/x` is a step of the component itself; `database/service:mariadb` says whose it is. */
export function qualify(component: string, ref: StepRef): StepRef {
  const kind = ref.slice(0, ref.indexOf(':'));
  return kind.includes('/') ? ref : `${component}/${ref}`;
}
