import {credentialsFrom, openSession, type Session} from '@devstack/openstack';
import {DevstackError, type Http, type StepContext, type Text} from '@devstack/sdk';

/** The newest that Zed knows. */
export const MICROVERSION = '2.93';

/** What a step of ours needs to sign in: the variables of the administrator, as the capability `identity` offers them. */
export type CloudVariables = Readonly<Record<string, Text>>;

export function sessionOf(http: Http, environment: CloudVariables, context: StepContext): Session {
  const variables = Object.entries(environment).map(([name, value]) => [name, context.resolve(value)] as const);
  return openSession(http, credentialsFrom(Object.fromEntries(variables)));
}

/** When the cloud does not run there is nothing to take out of it that its database does not take with it. */
export async function unlessItIsDown<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!DevstackError.is(error) || error.code !== 'DEVSTACK_ERR_NETWORK') throw error;
    return otherwise;
  }
}
