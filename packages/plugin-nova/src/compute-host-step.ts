import {setTimeout as sleep} from 'node:timers/promises';
import type {Session} from '@devstack/openstack';
import {
  type Applied,
  DevstackError,
  type Host,
  type Http,
  type Kept,
  type Logger,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {type CloudVariables, MICROVERSION, sessionOf, unlessItIsDown} from './compute-session.ts';

export interface ComputeHostArgs {
  readonly environment: CloudVariables;
  readonly host: string;
  /** Of which it is the host. */
  readonly service: string;
  /** Where the disks of real guests are: a directory for each. */
  readonly disks?: string;
}

interface ServiceRecord {
  readonly id: string;
  readonly state: 'up' | 'down';
}

type Previous = Applied<ComputeHostArgs, null, null>;

/** Other directories there are caches of images, and locks. */
const SERVER = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PAUSE_MS = 100;
const TIMEOUT_MS = 60_000;
const options = {microversion: MICROVERSION};

/** Step kind `compute-host`: nova knows a compute and says that it is up. Taken back, nova forgets it. */
export class ComputeHostStep implements StepHandler<ComputeHostArgs, null, null> {
  static readonly inject = [T.http, T.logger, T.host] as const;

  readonly lifetime = 'installed';
  readonly #http: Http;
  readonly #logger: Logger;
  readonly #host: Host;

  constructor(http: Http, logger: Logger, host: Host) {
    this.#http = http;
    this.#logger = logger;
    this.#host = host;
  }

  describe({args: {host}}: Step<ComputeHostArgs>): StepDescription {
    return {title: `compute host ${host}`};
  }

  async probe(_args: ComputeHostArgs, previous: Previous | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply({environment, host, service}: ComputeHostArgs, _applied: unknown, context: StepContext): Promise<null> {
    const session = sessionOf(this.#http, environment, context);
    const deadline = Date.now() + TIMEOUT_MS;
    while (!(await readServices(session, host)).some(({state}) => state === 'up')) {
      if (Date.now() > deadline) throw notUp(host, service);
      await sleep(PAUSE_MS, undefined, {signal: context.signal});
    }
    return null;
  }

  async revert({args: {environment, host, disks}}: Previous, context: StepContext): Promise<readonly Kept[]> {
    const names = disks === undefined ? [] : ((await this.#host.list(disks)) ?? []);
    const servers = names.filter((name) => SERVER.test(name)).length;
    if (servers > 0) this.#logger.warn(`${servers} server${servers === 1 ? '' : 's'} on ${host} had disks in ${disks}`);
    await unlessItIsDown(async () => {
      const session = sessionOf(this.#http, environment, context);
      for (const {id} of await readServices(session, host)) await this.#forget(session, id, host);
    }, undefined);
    return [];
  }

  /** A host with servers stays in the records. They are in nova's own database, so nothing of it is left on the machine at uninstall. */
  async #forget(session: Session, id: string, host: string): Promise<void> {
    const accept = {...options, accept: [204, 404, 409]};
    const {status} = await session.request('compute', 'DELETE', `/os-services/${id}`, undefined, accept);
    if (status === 409) this.#logger.warn(`nova still knows compute host ${host}: there are servers on it`);
  }
}

async function readServices(session: Session, host: string): Promise<readonly ServiceRecord[]> {
  const path = `/os-services?binary=nova-compute&host=${encodeURIComponent(host)}`;
  const {body} = await session.request<{services: ServiceRecord[]}>('compute', 'GET', path, undefined, options);
  return body.services;
}

function notUp(host: string, service: string): DevstackError {
  return new DevstackError(
    `cannot use compute host ${host}: nova did not say that it is up for ${TIMEOUT_MS / 1000} s`,
    {
      code: 'DEVSTACK_ERR_SERVICE_TIMEOUT',
      suggestions: [`devstack logs nova/${service}`],
    },
  );
}
