import {expect, test} from 'vitest';
import {type Agent, partOf} from './agent-states.ts';

const agent = (changes: Partial<Agent> = {}): Agent => ({
  binary: 'ovn-controller',
  host: 'compute-1',
  alive: true,
  admin_state_up: true,
  ...changes,
});

test('an agent is up, disabled or down as neutron says', () => {
  expect(partOf(agent())).toEqual({program: 'ovn-controller', host: 'compute-1', state: 'up'});
  expect(partOf(agent({admin_state_up: false})).state).toBe('disabled');
  expect(partOf(agent({alive: false, admin_state_up: false})).state).toBe('down');
});
