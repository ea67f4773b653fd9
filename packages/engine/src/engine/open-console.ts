import {DevstackError, type ServerConsole} from '@devstack/sdk';
import {clientEnvironment} from './client-environment.ts';
import {readChoices, readState} from './installation.ts';
import type {Session} from './session.ts';
import {checksOf} from './verify.ts';

/** Asks the component that runs servers; the first that can show consoles. */
export async function openConsole(session: Session, server: string): Promise<ServerConsole> {
  const {installation, providers, registry, settings} = session;
  const {components} = readChoices(await readState(installation));
  const checks = components.flatMap((component) => checksOf(session, component));
  const name = checks.find((check) => registry.describe('check', check).provided.console === true);
  const provider = name === undefined ? undefined : await providers.check(name);
  if (provider?.console === undefined) {
    throw new DevstackError(`cannot show the console of ${server}: nothing is installed that runs servers`, {
      code: 'DEVSTACK_ERR_NOT_INSTALLED',
      suggestions: ['devstack up -p cloud'],
    });
  }
  const signal = settings.signal ?? new AbortController().signal;
  return provider.console(server, {environment: await clientEnvironment(session), signal});
}
