import type {Size} from './compute-room.ts';
import {explainFault} from './server-fault.ts';
import {GONE, type Goal, TRIAL_NAME, type Trial} from './trial.ts';

interface Made {
  readonly id: string;
}

export interface ServerRecord {
  readonly status: string;
  readonly addresses: Readonly<Record<string, readonly {readonly addr: string}[]>>;
  readonly flavor: Size;
  readonly fault?: {readonly message: string};
}

/** What a server is made of: identifiers. */
export interface ServerParts {
  readonly image: string;
  readonly flavor: string;
  readonly network: string;
}

const IMAGE_BYTES = 1024;
const TIMEOUT_MS = 60_000;
const FAULT_MS = 5_000;

/** Servers and what they need. */
export class TrialServers {
  readonly #trial: Trial;
  readonly #timeoutMs: number;

  /** @param timeoutMs for a server to become ACTIVE, or to go */
  constructor(trial: Trial, timeoutMs = TIMEOUT_MS) {
    this.#trial = trial;
    this.#timeoutMs = timeoutMs;
  }

  /** An image of nothing, for a hypervisor that does not read it. */
  async makeImage(): Promise<string> {
    const image = {name: TRIAL_NAME, disk_format: 'raw', container_format: 'bare', visibility: 'private'};
    const {id} = await this.#trial.make<Made>('image', '/v2/images', image);
    const {session, signal} = this.#trial;
    await session.request('image', 'PUT', `/v2/images/${id}/file`, new Uint8Array(IMAGE_BYTES), {signal});
    return id;
  }

  /**
   * @param memoryMb that a server of it gets
   * @param diskGb 0: as much as the image says
   */
  async makeFlavor(memoryMb: number, diskGb = 1): Promise<string> {
    const flavor = {name: TRIAL_NAME, ram: memoryMb, vcpus: 1, disk: diskGb, 'os-flavor-access:is_public': false};
    return (await this.#trial.make<{flavor: Made}>('compute', '/flavors', {flavor}, 'flavor')).flavor.id;
  }

  /** @param extra what the request says besides: `key_name`, `user_data` */
  async makeServer({image, flavor, network}: ServerParts, extra: object = {}): Promise<string> {
    const server = {name: TRIAL_NAME, imageRef: image, flavorRef: flavor, networks: [{uuid: network}], ...extra};
    const {server: made} = await this.#trial.tell<{server: Made}>('compute', 'POST', '/servers', {server});
    this.#trial.cleanUp(() => this.deleteServer(made.id));
    return made.id;
  }

  /** @returns its addresses */
  async untilActive(id: string): Promise<readonly string[]> {
    const server = await this.#until(id, {
      what: `server ${id} to be ACTIVE`,
      isReached: (found) => found?.status === 'ACTIVE' || found?.status === 'ERROR',
    });
    if (server?.status === 'ERROR') throw await explainFault(this.#trial, id, await this.#withFault(id, server));
    return Object.values(server?.addresses ?? {}).flatMap((list) => list.map(({addr}) => addr));
  }

  /** Waits until it is gone: what it uses cannot go before. */
  async deleteServer(id: string): Promise<void> {
    const {session} = this.#trial;
    const options = {...this.#trial.optionsFor('compute'), accept: GONE};
    await session.request('compute', 'DELETE', `/servers/${id}`, undefined, withoutSignal(options));
    await this.#until(id, {what: `server ${id} to be gone`, isReached: (found) => found === undefined});
  }

  #until(
    id: string,
    goal: Pick<Goal<ServerRecord | undefined>, 'what' | 'isReached'>,
  ): Promise<ServerRecord | undefined> {
    const suggestions = () => ['devstack logs nova', 'devstack status'];
    return this.#trial.until(() => this.#read(id), {timeoutMs: this.#timeoutMs, describe, suggestions, ...goal});
  }

  /** The state is written some moments before the reason, if there is one. */
  async #withFault(id: string, failed: ServerRecord): Promise<ServerRecord> {
    const end = Date.now() + FAULT_MS;
    const isReached = (found: ServerRecord | undefined) => found?.fault !== undefined || Date.now() > end;
    return (await this.#until(id, {what: `server ${id} to tell its fault`, isReached})) ?? failed;
  }

  async #read(id: string): Promise<ServerRecord | undefined> {
    const options = {...withoutSignal(this.#trial.optionsFor('compute')), accept: [200, 404]};
    const path = `/servers/${id}`;
    const {session} = this.#trial;
    const answer = await session.request<{server: ServerRecord}>('compute', 'GET', path, undefined, options);
    return answer.status === 404 ? undefined : answer.body.server;
  }
}

/** What is taken away is taken away also when somebody has lost patience. */
function withoutSignal<Options extends {signal?: AbortSignal}>({signal: _, ...rest}: Options): Omit<Options, 'signal'> {
  return rest;
}

function describe(server: ServerRecord | undefined): string {
  return `it is ${server?.status ?? 'gone'}`;
}
