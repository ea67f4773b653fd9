import {expect, test} from 'vitest';
import {openSession} from './open-session.ts';
import {createPlainHttp} from './testing/plain-http.ts';
import {credentialsOf, entry, playTokens} from './testing/recorded-identity.ts';
import {RecordedService} from './testing/recorded-service.ts';
import {withSignal} from './with-signal.ts';

test('everybody who has the same signal signs in once', async () => {
  const cloud = await RecordedService.start();
  playTokens(cloud, {catalog: [entry('compute', cloud.url)]});
  cloud.on('GET /a', {status: 200, body: {}}).on('GET /b', {status: 200, body: {}});
  const [http, {signal}] = [createPlainHttp(), new AbortController()];
  await openSession(withSignal(http, signal), credentialsOf(cloud)).request('compute', 'GET', '/a');
  await openSession(withSignal(http, signal), credentialsOf(cloud)).request('compute', 'GET', '/b');
  expect(cloud.count('POST /v3/auth/tokens')).toBe(1);
  await cloud.stop();
});

test('an aborted request for a token ends', async () => {
  const {promise: never} = Promise.withResolvers<never>();
  const http = {
    request: (_url: string, {signal}: {signal?: AbortSignal} = {}) =>
      Promise.race([
        never,
        new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
      ]),
  };
  const controller = new AbortController();
  const credentials = {authUrl: 'http://cloud/v3', username: 'u', password: 'p', projectName: 'x', region: 'r'};
  const asked = openSession(withSignal(http, controller.signal), credentials).request('compute', 'GET', '/');
  controller.abort(new Error('nobody waits'));
  await expect(asked).rejects.toThrow('nobody waits');
});
