import type {PartState} from '@devstack/sdk';

/** A row of `GET /v2.0/agents`. */
export interface Agent {
  readonly binary: string;
  readonly host: string;
  readonly alive: boolean;
  readonly admin_state_up: boolean;
}

/** Without the time of its heartbeat: OVN's agents have none, and tell when their host was registered. */
export function partOf({binary, host, alive, admin_state_up: isEnabled}: Agent): PartState {
  const part = {program: binary, host};
  if (!alive) return {...part, state: 'down', suggestion: 'devstack restart neutron'};
  return {...part, state: isEnabled ? 'up' : 'disabled'};
}
