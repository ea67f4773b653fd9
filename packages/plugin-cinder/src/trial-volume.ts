import {setTimeout as sleep} from 'node:timers/promises';
import type {Session} from '@devstack/openstack';
import {type CheckContext, DevstackError} from '@devstack/sdk';

export const SERVICE = 'block-storage';

interface VolumeRecord {
  readonly id: string;
  readonly status: string;
}

const NAME = 'devstack-verify';
const PAUSE_MS = 50;
const TIMEOUT_MS = 60_000;

/** A volume, taken away again whatever happens. */
export class TrialVolume {
  readonly #session: Session;
  readonly #signal: AbortSignal;
  readonly #cleanUp: CheckContext['cleanUp'];

  constructor(session: Session, signal: AbortSignal, cleanUp: CheckContext['cleanUp']) {
    this.#session = session;
    this.#signal = signal;
    this.#cleanUp = cleanUp;
  }

  async create(): Promise<string> {
    const volume = {name: NAME, size: 1};
    const options = {signal: this.#signal};
    const {body} = await this.#session.request<{volume: VolumeRecord}>(SERVICE, 'POST', '/volumes', {volume}, options);
    const {id} = body.volume;
    this.#cleanUp(() => this.delete(id));
    return id;
  }

  async untilAvailable(id: string): Promise<void> {
    await this.#until(id, 'available', (volume) => {
      this.#signal.throwIfAborted();
      return volume?.status === 'available';
    });
  }

  /** Waits until it is gone. One that is gone already is no error. */
  async delete(id: string): Promise<void> {
    const options = {accept: [202, 404]};
    await this.#session.request(SERVICE, 'DELETE', `/volumes/${id}`, undefined, options);
    await this.#until(id, 'gone', (volume) => volume === undefined);
  }

  async #until(id: string, goal: string, isReached: (volume: VolumeRecord | undefined) => boolean): Promise<void> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      const volume = await this.#read(id);
      if (isReached(volume)) return;
      if (volume === undefined || volume.status.startsWith('error') || Date.now() > deadline) {
        throw notReached(id, goal, volume);
      }
      await sleep(PAUSE_MS);
    }
  }

  async #read(id: string): Promise<VolumeRecord | undefined> {
    const options = {accept: [200, 404]};
    const path = `/volumes/${id}`;
    const answer = await this.#session.request<{volume: VolumeRecord}>(SERVICE, 'GET', path, undefined, options);
    return answer.status === 404 ? undefined : answer.body.volume;
  }
}

function notReached(id: string, goal: string, volume: VolumeRecord | undefined): DevstackError {
  return new DevstackError(`cannot bring volume ${id} to be ${goal}: it is ${volume?.status ?? 'gone'}`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack logs cinder', 'devstack status'],
  });
}
