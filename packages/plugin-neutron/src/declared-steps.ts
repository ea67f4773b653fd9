import {type JsonObject, type Offer, type StepDraft, stepOf} from '@devstack/sdk';
import type {NetworkArgs} from './network-step.ts';
import type {OpenPortsArgs} from './open-ports-step.ts';

export const NETWORK_STEP = 'network:declared';

/** What is asked of the API once it runs. */
export interface Declared {
  /** How to reach the Identity service, as the administrator. */
  readonly identity: Offer;
  readonly networks: JsonObject;
  /** undefined where no packet flows: nothing could come in. */
  readonly openPorts: readonly string[] | undefined;
}

/** @param needs after which the API answers */
export function declaredSteps(
  {identity, networks, openPorts}: Declared,
  needs: readonly string[],
): readonly StepDraft[] {
  const environment = identity.values;
  const made: NetworkArgs = {environment, networks};
  const declared = stepOf('network', 'declared', made, {needs: [...identity.needs, ...needs]});
  if (openPorts === undefined) return [declared];
  const open: OpenPortsArgs = {environment, ports: openPorts};
  return [declared, stepOf('open-ports', 'default', open, {needs: [NETWORK_STEP]})];
}
