import type {Http} from '@devstack/sdk';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {credentialsFrom} from './credentials.ts';
import {listAll} from './list-all.ts';
import {openSession} from './open-session.ts';
import {createPlainHttp} from './testing/plain-http.ts';
import {credentialsOf, entry, PASSWORD, playTokens, UNAUTHORIZED} from './testing/recorded-identity.ts';
import {RecordedService} from './testing/recorded-service.ts';

let cloud: RecordedService;
beforeEach(async () => {
  cloud = await RecordedService.start();
});
afterEach(() => cloud.stop());

const open = (changes: object = {}) => openSession(createPlainHttp(), {...credentialsOf(cloud), ...changes});
const tokens = 'POST /v3/auth/tokens';

/** Counts how many requests for users are on their way at the same time, until the first is answered and then. */
function countingHttp(most: {beforeFirst: number; afterwards: number}): Http {
  const plain = createPlainHttp();
  let running = 0;
  let phase: keyof typeof most = 'beforeFirst';
  return {
    async request(url, request) {
      if (!url.endsWith('/v3/users')) return plain.request(url, request);
      running += 1;
      most[phase] = Math.max(most[phase], running);
      const response = await plain.request(url, request);
      running -= 1;
      phase = 'afterwards';
      return response;
    },
  };
}

describe('the token', () => {
  test('is fetched once for the whole process, also when many ask at the same time', async () => {
    playTokens(cloud);
    cloud.on('GET /v3/users', {status: 200, body: {users: []}});
    const http = createPlainHttp();
    const ask = () => openSession(http, credentialsOf(cloud)).request('identity', 'GET', '/v3/users');
    await Promise.all([ask(), ask(), ask()]);
    await ask();
    expect(cloud.count(tokens)).toBe(1);
    expect(cloud.heard.at(-1)?.headers['x-auth-token']).toBe('token-1');
  });

  test('is another for another user', async () => {
    playTokens(cloud);
    const http = createPlainHttp();
    const credentials = credentialsOf(cloud);
    await openSession(http, credentials).userId();
    await openSession(http, {...credentials, projectName: 'demo'}).userId();
    expect(cloud.count(tokens)).toBe(2);
  });

  test('that is refused is renewed once, by the first who notices, and the request is sent again', async () => {
    playTokens(cloud);
    cloud.on('GET /v3/users', ({headers}) =>
      headers['x-auth-token'] === 'token-1' ? UNAUTHORIZED : {status: 200, body: {users: [{name: 'x'}]}},
    );
    const session = open();
    const ask = () => session.request('identity', 'GET', '/v3/users');
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({status}) => status)).toEqual([200, 200, 200]);
    expect(cloud.count(tokens)).toBe(2);
  });

  test('that is refused also when it is new ends in an error, not in a circle', async () => {
    playTokens(cloud);
    cloud.on('GET /v3/users', UNAUTHORIZED);
    await expect(open().request('identity', 'GET', '/v3/users')).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_COMMAND',
      message:
        'cannot GET /v3/users: identity answered 401: The request you have made requires authentication. (req-401)',
    });
    expect(cloud.count(tokens)).toBe(2);
  });

  test('is renewed before it ends', async () => {
    playTokens(cloud, {lifetimeMs: 1});
    cloud.on('GET /v3/users', {status: 200, body: {users: []}});
    const session = open();
    await session.userId();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await session.request('identity', 'GET', '/v3/users');
    expect(cloud.heard.at(-1)?.headers['x-auth-token']).toBe('token-2');
  });

  test('of a wrong password is refused without the password in the error, and asked for again the next time', async () => {
    playTokens(cloud);
    const session = open({password: 'tops3cret'});
    const failure = await session.userId().catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'DEVSTACK_ERR_COMMAND',
      message: expect.stringContaining('cannot sign in as admin in project admin: '),
      suggestions: expect.arrayContaining(['devstack logs --request req-401']),
    });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('tops3cret');
    await expect(session.userId()).rejects.toThrow('cannot sign in');
    expect(cloud.count(tokens)).toBe(2);
  });

  test('can be asked for to see whether a password is right', async () => {
    playTokens(cloud);
    expect(await open().isPassword('nova', PASSWORD)).toBe(true);
    expect(await open().isPassword('nova', 'other')).toBe(false);
  });
});

describe('a service', () => {
  test('is found in the catalog, with its version in the header', async () => {
    playTokens(cloud, {catalog: [entry('compute', `${cloud.url}/v2.1/`), entry('volumev3', `${cloud.url}/volume/v3`)]});
    cloud.on('GET /v2.1/servers', {status: 200, body: {servers: []}});
    cloud.on('GET /volume/v3/types', {status: 200, body: {volume_types: []}});
    const session = open();
    await session.request('compute', 'GET', '/servers', undefined, {microversion: '2.90'});
    expect(cloud.heard.at(-1)?.headers['openstack-api-version']).toBe('compute 2.90');
    await session.request('block-storage', 'GET', '/types', undefined, {microversion: '3.70'});
    expect(cloud.heard.at(-1)?.headers['openstack-api-version']).toBe('volume 3.70');
  });

  test('that came after the token was made is found too', async () => {
    playTokens(cloud);
    cloud.on('GET /v3/auth/catalog', {status: 200, body: {catalog: [entry('image', cloud.url)]}});
    cloud.on('GET /v2/images', {status: 200, body: {images: []}});
    const session = open();
    await session.request('image', 'GET', '/v2/images');
    await session.request('image', 'GET', '/v2/images');
    expect(cloud.questions).toEqual(['GET /v3/auth/catalog', 'GET /v2/images', 'GET /v2/images']);
  });

  test('that the catalog does not have is named', async () => {
    playTokens(cloud);
    cloud.on('GET /v3/auth/catalog', {status: 200, body: {catalog: [entry('image', cloud.url)]}});
    await expect(open().endpoint('compute')).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_NOT_FOUND',
      message: expect.stringMatching(/no public endpoint for it in region RegionOne, but for image$/),
    });
  });

  test('that is starting or busy is waited for', async () => {
    playTokens(cloud);
    const start = {status: 503, body: 'starting'};
    const busy = {status: 429, headers: {'retry-after': '0.05'}, body: 'slowly'};
    const fine = {status: 200, body: {users: []}};
    cloud.on('GET /v3/users', (_, times) => [start, busy, {status: 502}][times - 1] ?? fine);
    expect((await open().request('identity', 'GET', '/v3/users')).status).toBe(200);
    expect(cloud.count('GET /v3/users')).toBe(4);
  });

  test('gets its first request alone, because it loads its policies with that, and the others together', async () => {
    playTokens(cloud);
    cloud.on('GET /v3/users', {status: 200, body: {users: []}});
    const most = {beforeFirst: 0, afterwards: 0};
    const session = openSession(countingHttp(most), credentialsOf(cloud));
    await Promise.all(Array.from({length: 4}, () => session.request('identity', 'GET', '/v3/users')));
    expect(most).toEqual({beforeFirst: 1, afterwards: 3});
  });

  test('that goes on starting for too long is an error', async () => {
    playTokens(cloud);
    cloud.on('GET /v3/users', {status: 503, body: '<html><head><title>x</title></head><body>No  server</body></html>'});
    const asked = open().request('identity', 'GET', '/v3/users', undefined, {patienceMs: 200});
    await expect(asked).rejects.toThrow('cannot GET /v3/users: identity answered 503: No server');
    expect(cloud.count('GET /v3/users')).toBeGreaterThan(2);
  });

  test('that cannot be reached is an error of the network', async () => {
    await expect(open({authUrl: 'http://127.0.0.1:9'}).userId()).rejects.toMatchObject({code: 'DEVSTACK_ERR_NETWORK'});
  });

  test.each([
    [{itemNotFound: {message: 'Flavor x could not be found.', code: 404}}, 'Flavor x could not be found.'],
    [
      {NeutronError: {type: 'NetworkNotFound', message: 'Network n could not be found.'}},
      'Network n could not be found.',
    ],
    [{errors: [{status: 404, title: 'Not Found', detail: 'No resource provider'}]}, 'No resource provider'],
    ['<html><head><title>404</title></head><body><h1>404</h1>No image <b>i</b></body></html>', '404 No image i'],
  ])('says in its own words what is wrong: %j', async (body, words) => {
    playTokens(cloud);
    cloud.on('GET /v3/x', {status: 404, body, headers: {'x-openstack-request-id': 'req-7'}});
    await expect(open().request('identity', 'GET', '/v3/x')).rejects.toThrow(
      `cannot GET /v3/x: identity answered 404: ${words} (req-7)`,
    );
  });

  test('that repeats a password or the token in an error does not give it away', async () => {
    playTokens(cloud);
    cloud.on('POST /v3/users', {
      status: 400,
      body: {error: {message: `'hunter2' and token-1 and ${PASSWORD} are bad`}},
    });
    const made = open().request('identity', 'POST', '/v3/users', {user: {name: 'x', password: 'hunter2'}});
    await expect(made).rejects.toThrow("identity answered 400: '•••' and ••• and ••• are bad");
  });

  test('is given bytes and streams as they are, the stream again when it must be sent again', async () => {
    playTokens(cloud);
    const ends = (_: unknown, times: number) => (times === 1 ? UNAUTHORIZED : {status: 204});
    cloud.on('PUT /v2/images/i/file', ends);
    async function* stream() {
      yield Buffer.from('half and ');
      yield Buffer.from('half');
    }
    await open().request(cloud.url, 'PUT', '/v2/images/i/file', stream);
    expect(cloud.heard.at(-1)).toMatchObject({
      body: 'half and half',
      headers: {'content-type': 'application/octet-stream', 'x-auth-token': 'token-2'},
    });
  });
});

describe('a list', () => {
  test('is read to its end, however a service says that there is more', async () => {
    playTokens(cloud);

    cloud.on('GET /users', {status: 200, body: {users: [1], links: {next: `${cloud.url}/users?marker=1`}}});
    cloud.on('GET /users?marker=1', {status: 200, body: {users: [2], links: {next: null}}});
    cloud.on('GET /images', {status: 200, body: {images: [1], next: '/images?marker=1'}});
    cloud.on('GET /images?marker=1', {status: 200, body: {images: [2]}});
    cloud.on('GET /servers', {
      status: 200,
      body: {servers: [1], servers_links: [{rel: 'next', href: 'http://elsewhere/servers?marker=1'}]},
    });
    cloud.on('GET /servers?marker=1', {status: 200, body: {servers: [2]}});
    for (const key of ['users', 'images', 'servers']) {
      expect(await listAll(open(), cloud.url, `/${key}`, key)).toEqual([1, 2]);
    }
  });

  test('that names the same page again comes to an end', async () => {
    playTokens(cloud);
    cloud.on('GET /images', {status: 200, body: {images: [1], next: '/images?marker=1'}});
    cloud.on('GET /images?marker=1', {status: 200, body: {images: [2], next: '/images?marker=1'}});
    expect(await listAll(open(), cloud.url, '/images', 'images')).toEqual([1, 2]);
  });
});

test('credentials are those that devstack env prints, and what is missing is named', () => {
  const variables = {OS_AUTH_URL: 'http://h:5000', OS_USERNAME: 'a', OS_PASSWORD: 'p', OS_PROJECT_NAME: 'x'};
  expect(credentialsFrom(variables)).toMatchObject({userDomainId: 'default', region: 'RegionOne', password: 'p'});
  expect(() => credentialsFrom({OS_AUTH_URL: 'http://h:5000'})).toThrow(
    'OS_USERNAME, OS_PASSWORD, OS_PROJECT_NAME not set',
  );
});
