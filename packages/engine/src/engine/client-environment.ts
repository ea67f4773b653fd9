import {DevstackError, resolveText} from '@devstack/sdk';
import {drawBlueprint} from './blueprint.ts';
import {readState} from './installation.ts';
import type {Session} from './session.ts';

/** Variables that give a client access to the cloud: what the installed components declare, secrets resolved. */
export async function clientEnvironment(session: Session): Promise<Record<string, string>> {
  const state = await readState(session.installation);
  if (state.choices.get('components') === undefined) {
    throw new DevstackError(`cannot give credentials: nothing is installed in ${session.installation.root}`, {
      code: 'DEVSTACK_ERR_NOT_INSTALLED',
      suggestions: ['devstack up'],
    });
  }
  const {components, secrets} = await drawBlueprint(session, state, [], []);
  const variables = components.flatMap(({component}) => Object.entries(component.environment()));
  return Object.fromEntries(variables.map(([name, value]) => [name, resolveText(value, (one) => secrets.lookup(one))]));
}
