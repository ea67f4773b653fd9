import {DevstackError, type HttpResponse} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {type Probes, untilReady} from './readiness.ts';

const signal = new AbortController().signal;
const health = {kind: 'http', url: 'http://127.0.0.1:1/', timeoutMs: 5000} as const;

/** Answers with these statuses, one after the other; 0 is no answer. */
function probesOf(statuses: readonly number[]): Probes & {asked: number} {
  const probes = {
    asked: 0,
    host: createTestHost(),
    http: {
      async request(): Promise<HttpResponse> {
        const status = statuses[probes.asked++] ?? 0;
        if (status === 0) throw new Error('the connection was refused');
        return {status, headers: {}, text: async () => '', json: async () => ({}), async *body() {}};
      },
    },
    log: async () => 'its last words',
    isNotified: () => false,
  };
  return probes;
}

test('a service that answers now and then is ready at the first good answer', async () => {
  const probes = probesOf([0, 503, 0, 404, 200]);
  await untilReady('test/api', health, probes, async () => {}, signal);
  expect(probes.asked).toBe(5);
});

test('a service that ends while it is waited for is not waited for', async () => {
  const ended = new DevstackError('cannot start test/api: it ended', {code: 'DEVSTACK_ERR_SERVICE_FAILED'});
  await expect(untilReady('test/api', health, probesOf([]), () => Promise.reject(ended), signal)).rejects.toBe(ended);
});

test('a service that is never ready says how it was asked, and its last lines', async () => {
  const waiting = untilReady('test/api', {kind: 'notify', timeoutMs: 60}, probesOf([]), async () => {}, signal);
  await expect(waiting).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_SERVICE_TIMEOUT',
    message: 'cannot start test/api: it was not ready after 0.06 s (it did not say so to NOTIFY_SOCKET)',
    output: ['its last words'],
  });
});
