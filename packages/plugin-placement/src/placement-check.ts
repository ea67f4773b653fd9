import {credentialsFrom, openSession} from '@devstack/openstack';
import {type Check, type CheckContext, type Http, T} from '@devstack/sdk';

/** Asks for the resource providers: that takes a token, a policy and the database. */
export class PlacementCheck implements Check {
  static readonly inject = [T.http] as const;

  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async run({environment, signal, step}: CheckContext): Promise<void> {
    const session = openSession(this.#http, credentialsFrom(environment));
    await step('resource providers', () =>
      session.request('placement', 'GET', '/resource_providers', undefined, {signal}),
    );
  }
}
