import type {Component, ComponentContext} from '@devstack/sdk';

/** A component of a plan with everything it was told. */
export interface PlannedComponent {
  readonly name: string;
  readonly component: Component;
  readonly context: ComponentContext;
  readonly requires: readonly string[];
}
