import type {Component, ComponentContext} from '@devstack/sdk';
import type {DistroSteps} from './distro-steps.ts';

/** A component of a plan with everything it was told. */
export interface PlannedComponent {
  readonly name: string;
  readonly component: Component;
  readonly context: ComponentContext;
  readonly requires: readonly string[];
  /** What the distro file wants to be run for it. */
  readonly commands?: DistroSteps;
}
