import {DevstackError, type Json, resolveText, type Text} from '@devstack/sdk';
import type {PlannedComponent} from '../plan/planned-component.ts';
import {readSecrets} from '../secrets/secrets-file.ts';
import {readState} from './installation.ts';
import type {Session} from './session.ts';

/** What components declare, to be kept in the trace: the cloud that runs is not always the one that the configuration now describes. */
export function declaredEnvironment(components: readonly PlannedComponent[]): Json {
  return Object.fromEntries(components.flatMap(({component}) => Object.entries(component.environment()))) as Json;
}

/**
 * Variables that give a client access to the cloud that is installed, secrets resolved.
 * @param purpose what cannot be done when there is none
 */
export async function clientEnvironment(
  {host, installation}: Session,
  purpose = 'give credentials',
): Promise<Record<string, string>> {
  const {choices} = await readState(installation);
  const declared = choices.get('environment') as Readonly<Record<string, Text>> | undefined;
  if (declared === undefined) {
    throw new DevstackError(`cannot ${purpose}: nothing is installed in ${installation.root}`, {
      code: 'DEVSTACK_ERR_NOT_INSTALLED',
      suggestions: ['devstack up'],
    });
  }
  const secrets = await readSecrets(host, installation.root);
  const lookUp = (name: string): string => secrets.get(name) ?? '';
  return Object.fromEntries(Object.entries(declared).map(([name, value]) => [name, resolveText(value, lookUp)]));
}
