import type {Json} from './json.ts';
import type {StepKinds} from './step-kinds.ts';

/** The phases of all actions in the order in which they run. `stop` and `uninstall` run theirs from the last component to the first. */
export const PHASES = {
  install: ['download', 'configure', 'pre-install', 'install', 'post-install'],
  start: ['pre-start', 'start', 'post-start'],
  stop: ['stop'],
  uninstall: ['unconfigure', 'pre-uninstall', 'uninstall', 'post-uninstall'],
} as const;

/** What a user can ask for that consists of phases. */
export type Action = keyof typeof PHASES;
/** A part of an action; its steps come after those of the phases before. */
export type Phase = (typeof PHASES)[Action][number];

/**
 * Names a step: `kind:key` within a component, `component/kind:key` everywhere, for example `keystone/command:db-sync`.
 * A step keeps its name between runs; that is how a later run finds what an earlier one did.
 */
export type StepRef = string;

/** What a step says beside its arguments. */
export interface StepOptions {
  /**
   * What must be done first. Missing: everything of this component's earlier phases. Given (also as an empty list): only these, so
   * that the step can start sooner.
   */
  readonly needs?: readonly StepRef[];
  /** Steps whose change means that this one must be done again: a service that reads a file, a migration of a database. */
  readonly reads?: readonly StepRef[];
  /** One clause for the plan: why this is done. */
  readonly why?: string;
  /** Who asks for it, where that is a line of somebody's configuration: `ctx.place('images', name)`. Said when it cannot be done. */
  readonly place?: string;
}

/** A step as a component declares it. Plain data; nothing has happened yet. */
export interface StepDraft<Kind extends string = string, Args = Json> extends StepOptions {
  readonly kind: Kind;
  /** Unique within component and kind: a path, a name. */
  readonly key: string;
  readonly args: Args;
}

/** A step in a plan: a draft that knows its component, phase and full name. */
export interface Step<Args = Json> {
  readonly id: StepRef;
  readonly kind: string;
  readonly args: Args;
  /** The components that asked for it; more than one when steps were merged. */
  readonly components: readonly string[];
  readonly phase: Phase;
  readonly needs: readonly StepRef[];
  readonly reads: readonly StepRef[];
  /** By the id of a merged step that it reads: what its own component wanted of that. */
  readonly own?: Readonly<Record<StepRef, Json>>;
  readonly why?: string;
  readonly place?: string;
}

/** Makes a step of a built-in kind. `step('file', '/etc/x', {...})`. For a kind of a plugin, use {@link stepOf}. */
export function step<Kind extends keyof StepKinds>(
  kind: Kind,
  key: string,
  args: StepKinds[Kind],
  options: StepOptions = {},
): StepDraft {
  return stepOf(kind, key, args, options);
}

/** Makes a step of any kind; the kind's handler checks the arguments. */
export function stepOf(kind: string, key: string, args: unknown, options: StepOptions = {}): StepDraft {
  return {kind, key, args: args as Json, ...options};
}

/** The full name of a step of a component. */
export function stepRef(component: string, kind: string, key: string): StepRef {
  return `${component}/${kind}:${key}`;
}
