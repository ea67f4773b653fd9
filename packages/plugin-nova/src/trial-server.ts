import {setTimeout as sleep} from 'node:timers/promises';
import type {Session} from '@devstack/openstack';
import {type CheckContext, DevstackError} from '@devstack/sdk';
import {MICROVERSION} from './compute-session.ts';

interface Made {
  readonly id: string;
}

interface ServerRecord {
  readonly status: string;
  readonly addresses: Readonly<Record<string, readonly {readonly addr: string}[]>>;
  readonly fault?: {readonly message: string};
}

const NAME = 'devstack-verify';
const IMAGE_BYTES = 1024;
const PAUSE_MS = 100;
const TIMEOUT_MS = 60_000;

/** A server and all it needs, each thing taken away again whatever happens. */
export class TrialServer {
  readonly #session: Session;
  readonly #signal: AbortSignal;
  readonly #cleanUp: CheckContext['cleanUp'];

  constructor(session: Session, signal: AbortSignal, cleanUp: CheckContext['cleanUp']) {
    this.#session = session;
    this.#signal = signal;
    this.#cleanUp = cleanUp;
  }

  async makeImage(): Promise<string> {
    const image = {name: NAME, disk_format: 'raw', container_format: 'bare', visibility: 'private'};
    const {id} = await this.#make<Made>('image', '/v2/images', image);
    const path = `/v2/images/${id}/file`;
    await this.#session.request('image', 'PUT', path, new Uint8Array(IMAGE_BYTES), {signal: this.#signal});
    return id;
  }

  async makeNetwork(): Promise<string> {
    const {network} = await this.#make<{network: Made}>(
      'network',
      '/v2.0/networks',
      {network: {name: NAME}},
      'network',
    );
    const subnet = {name: NAME, network_id: network.id, ip_version: 4, cidr: '198.51.100.0/24'};
    await this.#session.request('network', 'POST', '/v2.0/subnets', {subnet}, {signal: this.#signal});
    return network.id;
  }

  async makeFlavor(): Promise<string> {
    const flavor = {name: NAME, ram: 64, vcpus: 1, disk: 1, 'os-flavor-access:is_public': false};
    return (await this.#make<{flavor: Made}>('compute', '/flavors', {flavor}, 'flavor')).flavor.id;
  }

  async makeServer(of: {image: string; flavor: string; network: string}): Promise<string> {
    const server = {name: NAME, imageRef: of.image, flavorRef: of.flavor, networks: [{uuid: of.network}]};
    const options = {microversion: MICROVERSION, signal: this.#signal};
    const {body} = await this.#session.request<{server: Made}>('compute', 'POST', '/servers', {server}, options);
    const {id} = body.server;
    this.#cleanUp(() => this.deleteServer(id));
    return id;
  }

  /** @returns its addresses */
  async untilActive(id: string): Promise<readonly string[]> {
    const server = await this.#until(id, `ACTIVE`, (found) => found?.status === 'ACTIVE');
    return Object.values(server?.addresses ?? {}).flatMap((list) => list.map(({addr}) => addr));
  }

  /** Waits until it is gone: what it uses cannot go before. */
  async deleteServer(id: string): Promise<void> {
    const options = {microversion: MICROVERSION, accept: [204, 404]};
    await this.#session.request('compute', 'DELETE', `/servers/${id}`, undefined, options);
    await this.#until(
      id,
      'gone',
      (found) => found === undefined,
      () => false,
    );
  }

  async #until(
    id: string,
    goal: string,
    isReached: (server: ServerRecord | undefined) => boolean,
    isHopeless = (server: ServerRecord | undefined) => server?.status === 'ERROR',
  ): Promise<ServerRecord | undefined> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      const server = await this.#read(id);
      if (isReached(server)) return server;
      if (isHopeless(server) || Date.now() > deadline) throw notReached(id, goal, server);
      await sleep(PAUSE_MS);
      this.#signal.throwIfAborted();
    }
  }

  async #read(id: string): Promise<ServerRecord | undefined> {
    const options = {microversion: MICROVERSION, accept: [200, 404]};
    const path = `/servers/${id}`;
    const {status, body} = await this.#session.request<{server: ServerRecord}>(
      'compute',
      'GET',
      path,
      undefined,
      options,
    );
    return status === 404 ? undefined : body.server;
  }

  /** @param key under which the answer has it; an image is the answer itself */
  async #make<Answer extends object>(service: string, path: string, body: object, key?: keyof Answer): Promise<Answer> {
    const options = {signal: this.#signal, ...(service === 'compute' ? {microversion: MICROVERSION} : {})};
    const {body: answer} = await this.#session.request<Answer>(service, 'POST', path, body, options);
    const {id} = (key === undefined ? answer : answer[key]) as Made;
    this.#cleanUp(() => this.#session.request(service, 'DELETE', `${path}/${id}`, undefined, {accept: GONE}));
    return answer;
  }
}

const GONE = [200, 202, 204, 404];

function notReached(id: string, goal: string, server: ServerRecord | undefined): DevstackError {
  const {status = 'gone', fault} = server ?? {};
  const why = fault === undefined ? `it is ${status}` : `it is ${status}: ${fault.message}`;
  return new DevstackError(`cannot bring server ${id} to be ${goal}: ${why}`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack logs nova', 'devstack status'],
  });
}
