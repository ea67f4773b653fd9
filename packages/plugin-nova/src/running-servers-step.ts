import {setTimeout as sleep} from 'node:timers/promises';
import type {Session} from '@devstack/openstack';
import {
  type Applied,
  DevstackError,
  type Http,
  type Kept,
  type Logger,
  messageOf,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
} from '@devstack/sdk';
import {type CloudVariables, MICROVERSION, sessionOf} from './compute-session.ts';

export interface RunningServersArgs {
  readonly environment: CloudVariables;
  readonly host: string;
}

interface Server {
  readonly id: string;
}

type Previous = Applied<RunningServersArgs, null, null>;

const PAUSE_MS = 250;
const TIMEOUT_MS = 60_000;
const options = {microversion: MICROVERSION};

/**
 * Step kind `running-servers`: before a compute stops, its servers are switched off by nova itself, so that what nova says of them stays true.
 * Their disks are kept; after the next start `openstack server start` works.
 */
export class RunningServersStep implements StepHandler<RunningServersArgs, null, null> {
  static readonly inject = [T.http, T.logger] as const;

  readonly lifetime = 'running';
  readonly #http: Http;
  readonly #logger: Logger;

  constructor(http: Http, logger: Logger) {
    this.#http = http;
    this.#logger = logger;
  }

  describe({args: {host}}: Step<RunningServersArgs>): StepDescription {
    return {title: `servers on ${host}`};
  }

  async probe(_args: RunningServersArgs, previous: Previous | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(): Promise<null> {
    return null;
  }

  /** A cloud in which nobody answers can still be stopped: guests end with libvirt, and nova finds out when it is there again. */
  async revert({args: {environment, host}}: Previous, context: StepContext): Promise<readonly Kept[]> {
    try {
      const session = sessionOf(this.#http, environment, context);
      const servers = await readRunning(session, host);
      await Promise.all(servers.map(({id}) => stopServer(session, id)));
      if (servers.length > 0) await this.#untilOff(session, host, servers.length, context);
    } catch (error) {
      if (!DevstackError.is(error) || context.signal.aborted) throw error;
      this.#logger.warn(`servers on ${host} were not switched off by nova: ${messageOf(error)}`);
    }
    return [];
  }

  async #untilOff(session: Session, host: string, count: number, {signal, progress}: StepContext): Promise<void> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      const running = await readRunning(session, host);
      if (running.length === 0) return;
      progress('switching servers off', count - running.length, count);
      if (Date.now() > deadline) {
        this.#logger.warn(
          `servers that took too long to switch themselves off: ${running.map(({id}) => id).join(', ')}`,
        );
        return;
      }
      await sleep(PAUSE_MS, undefined, {signal});
    }
  }
}

/** Without details: these come from neutron too. */
async function readRunning(session: Session, host: string): Promise<readonly Server[]> {
  const path = `/servers?all_tenants=1&status=ACTIVE&host=${encodeURIComponent(host)}`;
  return (await session.request<{servers: readonly Server[]}>('compute', 'GET', path, undefined, options)).body.servers;
}

/** One that is being changed cannot be stopped now. */
async function stopServer(session: Session, id: string): Promise<void> {
  const accept = {...options, accept: [202, 404, 409]};
  await session.request('compute', 'POST', `/servers/${id}/action`, {'os-stop': null}, accept);
}
