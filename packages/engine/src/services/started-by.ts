import {DevstackError, type Runner} from '@devstack/sdk';

export type FindRunner = (name: string) => Promise<Runner>;

/** The runner that started a service, whatever the configuration says now. */
export async function startedBy(find: FindRunner, service: string, name: string): Promise<Runner> {
  try {
    return await find(name);
  } catch (cause) {
    if (!DevstackError.is(cause) || cause.code !== 'DEVSTACK_ERR_UNKNOWN_NAME') throw cause;
    throw new DevstackError(
      `cannot reach ${service}: it was started by runner '${name}', which no installed plugin provides`,
      {code: 'DEVSTACK_ERR_RUNNER', suggestions: [`devstack plugins install @devstack/runner-${name}`], cause},
    );
  }
}
