import {credentialsFrom, openSession} from '@devstack/openstack';
import {type Check, type CheckContext, type Http, T} from '@devstack/sdk';

/** Signs in as the administrator, and asks who that is. */
export class KeystoneCheck implements Check {
  static readonly inject = [T.http] as const;

  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async run({environment, signal, step}: CheckContext): Promise<void> {
    const session = openSession(this.#http, credentialsFrom(environment));
    const userId = await step('token', () => session.userId());
    await step('the token is valid', () =>
      session.request('identity', 'GET', `/v3/users/${userId}`, undefined, {signal}),
    );
  }
}
