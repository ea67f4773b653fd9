import type {Component, ComponentContext, StepDraft} from '@devstack/sdk';

/** A component of a plan with everything it was told. */
export interface PlannedComponent {
  readonly name: string;
  readonly component: Component;
  readonly context: ComponentContext;
  readonly requires: readonly string[];
  /** What the distro file wants to be run for it. */
  readonly commands?: {readonly before: readonly StepDraft[]; readonly after: readonly StepDraft[]};
}
