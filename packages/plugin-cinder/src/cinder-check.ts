import {
  credentialsFrom,
  hasService,
  openSession,
  partOfService,
  type ServiceRecord,
  type Session,
  withSignal,
} from '@devstack/openstack';
import {type Check, type CheckContext, type Http, type PartState, type StateContext, T} from '@devstack/sdk';
import {SERVICE, TrialVolume} from './trial-volume.ts';

/** Makes a volume as a user does, and deletes it. */
export class CinderCheck implements Check {
  static readonly inject = [T.http] as const;

  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async run({environment, signal, step, cleanUp}: CheckContext): Promise<void> {
    const session = openSession(this.#http, credentialsFrom(environment));
    const trial = new TrialVolume(session, signal, cleanUp);
    const volume = await step('create a volume of 1 GB', () => trial.create());
    await step('the volume is available', () => trial.untilAvailable(volume));
    await step('delete the volume', () => trial.delete(volume));
  }

  async state({environment, signal}: StateContext): Promise<readonly PartState[]> {
    const session = openSession(withSignal(this.#http, signal), credentialsFrom(environment));
    if (!(await hasService(session, SERVICE))) return [];
    return (await listServices(session, signal)).map(partOf);
  }
}

/** Its hosts have the name of a backend behind them: `controller@file`. */
function partOf(record: ServiceRecord): PartState {
  return partOfService(record, record.binary.replace(/^cinder-/, ''));
}

async function listServices(session: Session, signal: AbortSignal): Promise<readonly ServiceRecord[]> {
  const {body} = await session.request<{services: ServiceRecord[]}>(SERVICE, 'GET', '/os-services', undefined, {
    signal,
  });
  return body.services;
}
