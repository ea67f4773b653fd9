import {expect, test} from 'vitest';
import {hasService} from './has-service.ts';
import {openSession} from './open-session.ts';
import {createPlainHttp} from './testing/plain-http.ts';
import {credentialsOf, entry, playTokens} from './testing/recorded-identity.ts';
import {RecordedService} from './testing/recorded-service.ts';

test('a service is there when the catalog has it; a cloud that cannot be asked is an error', async () => {
  const cloud = await RecordedService.start();
  const catalog = [entry('compute', cloud.url)];
  playTokens(cloud, {catalog});
  cloud.on('GET /v3/auth/catalog', {status: 200, body: {catalog}});
  const session = openSession(createPlainHttp(), credentialsOf(cloud));
  expect(await hasService(session, 'compute')).toBe(true);
  expect(await hasService(session, 'network')).toBe(false);
  const nobody = openSession(createPlainHttp(), credentialsOf(cloud));
  await cloud.stop();
  await expect(hasService(nobody, 'compute')).rejects.toThrow('cannot reach');
});
