import {setTimeout as sleep} from 'node:timers/promises';
import {DevstackError, type Health, type Host, type Http} from '@devstack/sdk';
import {findListeners} from './ports.ts';

const PAUSE_MS = 25;
const ANSWER_MS = 2_000;
const DEFAULT_TIMEOUT_MS = 60_000;

export interface Probes {
  readonly host: Host;
  readonly http: Http;
  /** Text that the service has logged since it was started. */
  readonly log: () => Promise<string>;
  /** Whether it has said so on its NOTIFY_SOCKET. */
  readonly isNotified: () => boolean;
}

/** One look: true when the service is ready. An answer that is no answer is no error. */
export async function isReady(health: Health, {host, http, log, isNotified}: Probes): Promise<boolean> {
  switch (health.kind) {
    case 'http': {
      const statuses = health.statuses ?? [200, 300];
      const response = await http.request(health.url, {timeoutMs: ANSWER_MS}).catch(() => undefined);
      await response?.text().catch(() => undefined);
      return response !== undefined && statuses.includes(response.status);
    }
    case 'tcp':
      return (await findListeners(host, [health.port])).has(health.port);
    case 'log':
      return new RegExp(health.pattern, 'm').test(await log());
    case 'exec':
      return host.run(health.argv, {timeoutMs: ANSWER_MS}).then(
        () => true,
        () => false,
      );
    case 'notify':
      return isNotified();
  }
}

/**
 * Waits until the service is ready. Looks again every few tens of milliseconds.
 * @param alive throws when the service has ended
 */
export async function untilReady(
  service: string,
  health: Health,
  probes: Probes,
  alive: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const timeoutMs = health.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady(health, probes))) {
    await alive();
    if (signal.aborted)
      throw new DevstackError(`interrupted while ${service} was starting`, {code: 'DEVSTACK_ERR_INTERRUPTED'});
    if (Date.now() > deadline) throw notInTime(service, health, timeoutMs, await probes.log());
    await sleep(PAUSE_MS);
  }
}

function notInTime(service: string, health: Health, timeoutMs: number, log: string): DevstackError {
  return new DevstackError(
    `cannot start ${service}: it was not ready after ${timeoutMs / 1000} s (${describe(health)})`,
    {
      code: 'DEVSTACK_ERR_SERVICE_TIMEOUT',
      output: log.trimEnd().split('\n').slice(-20),
      suggestions: ['run the same command again to wait longer: the service goes on starting'],
    },
  );
}

function describe(health: Health): string {
  switch (health.kind) {
    case 'http':
      return `no answer from ${health.url}`;
    case 'tcp':
      return `nothing listens on port ${health.port}`;
    case 'log':
      return `no line of its log matches ${health.pattern}`;
    case 'exec':
      return `'${health.argv.join(' ')}' fails`;
    case 'notify':
      return 'it did not say so to NOTIFY_SOCKET';
  }
}
