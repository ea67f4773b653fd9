import {setTimeout as sleep} from 'node:timers/promises';
import type {RequestOptions, Session} from '@devstack/openstack';
import {type CheckContext, DevstackError} from '@devstack/sdk';
import {MICROVERSION} from '../compute-session.ts';

/** What everything that a check makes is called. */
export const TRIAL_NAME = 'devstack-verify';
export const GONE = [200, 202, 204, 404];

const PAUSE_MS = 100;

/** What a check waits for. */
export interface Goal<Found> {
  /** `server 42 to be ACTIVE`: completes `cannot bring ...`. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly isReached: (found: Found) => boolean;
  readonly isHopeless?: (found: Found) => boolean;
  /** What is there instead. */
  readonly describe: (found: Found) => string;
  /** What to do, or where to look, when it is not reached. */
  readonly suggestions: (found: Found) => readonly string[];
}

/** What a check does in the cloud: each thing that it makes is taken away again, whatever happens. */
export class Trial {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly cleanUp: CheckContext['cleanUp'];

  constructor(session: Session, signal: AbortSignal, cleanUp: CheckContext['cleanUp']) {
    this.session = session;
    this.signal = signal;
    this.cleanUp = cleanUp;
  }

  /** @param key under which the answer has what was made; an image is the answer itself */
  async make<Answer extends object>(service: string, path: string, body: object, key?: keyof Answer): Promise<Answer> {
    const {body: answer} = await this.session.request<Answer>(service, 'POST', path, body, this.optionsFor(service));
    const {id} = (key === undefined ? answer : answer[key]) as {readonly id: string};
    this.cleanUp(() => this.session.request(service, 'DELETE', `${path}/${id}`, undefined, {accept: GONE}));
    return answer;
  }

  async ask<Answer>(service: string, path: string): Promise<Answer> {
    return (await this.session.request<Answer>(service, 'GET', path, undefined, this.optionsFor(service))).body;
  }

  async tell<Answer>(service: string, method: 'POST' | 'PUT', path: string, body: object): Promise<Answer> {
    return (await this.session.request<Answer>(service, method, path, body, this.optionsFor(service))).body;
  }

  /** Asks until it is so. */
  async until<Found>(look: () => Promise<Found>, goal: Goal<Found>): Promise<Found> {
    const deadline = Date.now() + goal.timeoutMs;
    for (;;) {
      const found = await look();
      if (goal.isReached(found)) return found;
      if (goal.isHopeless?.(found) || Date.now() > deadline) throw notReached(goal, found);
      await sleep(PAUSE_MS);
      this.signal.throwIfAborted();
    }
  }

  optionsFor(service: string): RequestOptions {
    return {signal: this.signal, ...(service === 'compute' ? {microversion: MICROVERSION} : {})};
  }
}

function notReached<Found>({what, describe, suggestions}: Goal<Found>, found: Found): DevstackError {
  return new DevstackError(`cannot bring ${what}: ${describe(found)}`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: suggestions(found),
  });
}
