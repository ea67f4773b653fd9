import {GONE, TRIAL_NAME, type Trial} from './trial.ts';

interface VolumeRecord {
  readonly id: string;
  readonly status: string;
}

const TIMEOUT_MS = 120_000;
const SIZE_GB = 1;
const LOGS = ['devstack logs cinder', 'devstack logs nova'];

/** A volume that is moved in and out of a server. */
export class TrialVolume {
  readonly #trial: Trial;

  constructor(trial: Trial) {
    this.#trial = trial;
  }

  async make(): Promise<string> {
    const fields = {name: TRIAL_NAME, size: SIZE_GB};
    const made = await this.#trial.make<{volume: VolumeRecord}>(
      'block-storage',
      '/volumes',
      {volume: fields},
      'volume',
    );
    const {id} = made.volume;
    await this.#untilStatus(id, 'available');
    return id;
  }

  async attach(server: string, volume: string): Promise<void> {
    const path = `/servers/${server}/os-volume_attachments`;
    await this.#trial.tell('compute', 'POST', path, {volumeAttachment: {volumeId: volume}});
    this.#trial.cleanUp(() => this.detach(server, volume));
    await this.#untilStatus(volume, 'in-use');
  }

  /** Cinder lets go of a volume a moment before nova does; who attaches it in between is refused. */
  async detach(server: string, volume: string): Promise<void> {
    const path = `/servers/${server}/os-volume_attachments/${volume}`;
    const {session} = this.#trial;
    const options = {...this.#trial.optionsFor('compute'), accept: GONE};
    await session.request('compute', 'DELETE', path, undefined, options);
    await this.#trial.until(async () => (await session.request('compute', 'GET', path, undefined, options)).status, {
      what: `volume ${volume} off server ${server}`,
      timeoutMs: TIMEOUT_MS,
      isReached: (status) => status === 404,
      describe: () => 'it is still attached',
      suggestions: () => LOGS,
    });
    await this.#untilStatus(volume, 'available');
  }

  #untilStatus(id: string, status: string): Promise<VolumeRecord> {
    const look = async () => (await this.#trial.ask<{volume: VolumeRecord}>('block-storage', `/volumes/${id}`)).volume;
    return this.#trial.until(look, {
      what: `volume ${id} to be ${status}`,
      timeoutMs: TIMEOUT_MS,
      isReached: (volume) => volume.status === status,
      isHopeless: (volume) => volume.status.startsWith('error'),
      describe: (volume) => `it is ${volume.status}`,
      suggestions: () => LOGS,
    });
  }
}
