import type {CheckContext, Http, HttpRequest, HttpResponse} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {CinderCheck} from './cinder-check.ts';

const environment = {
  OS_AUTH_URL: 'http://keystone/v3',
  OS_USERNAME: 'admin',
  OS_PASSWORD: 'secret',
  OS_PROJECT_NAME: 'admin',
};
const SERVICES = [
  {
    binary: 'cinder-scheduler',
    host: 'controller',
    status: 'enabled',
    state: 'up',
    updated_at: '2026-11-22T19:25:27.000000',
  },
  {binary: 'cinder-volume', host: 'controller@file', status: 'enabled', state: 'down', updated_at: null},
];

/** An Identity service that gives tokens, and a Block Storage service with one volume. */
class FakeCloud implements Http {
  readonly requests: string[] = [];
  readonly #hasApi: boolean;
  /** What the volume is at each question; the last one stays. `gone` is no volume. */
  #states: string[] = [];

  constructor(states: readonly string[] = [], hasApi = true) {
    this.#states = [...states];
    this.#hasApi = hasApi;
  }

  async request(url: string, {method = 'GET'}: HttpRequest = {}): Promise<HttpResponse> {
    const {hostname, pathname} = new URL(url);
    if (hostname === 'keystone') return this.#identify(pathname);
    this.requests.push(`${method} ${pathname}`);
    if (pathname === '/v3/os-services') return answer(200, {services: SERVICES});
    if (method === 'POST') return answer(202, {volume: {id: '1', status: 'creating'}});
    const [state = 'gone'] = this.#states;
    if (method === 'DELETE') return answer(state === 'gone' ? 404 : 202);
    if (this.#states.length > 1) this.#states.shift();
    return state === 'gone' ? answer(404) : answer(200, {volume: {id: '1', status: state}});
  }

  #identify(path: string): HttpResponse {
    const endpoint = {interface: 'public', region: 'RegionOne', region_id: 'RegionOne', url: 'http://cinder/v3'};
    const catalog = this.#hasApi ? [{type: 'block-storage', name: 'cinder', endpoints: [endpoint]}] : [];
    if (path.endsWith('/catalog')) return answer(200, {catalog});
    const times = {issued_at: '2026-01-01T00:00:00.000000Z', expires_at: '2999-01-01T00:00:00.000000Z'};
    return answer(201, {token: {...times, user: {id: 'u'}, project: {id: 'p'}, catalog}}, {'x-subject-token': 'g'});
  }
}

function answer(status: number, body?: object, headers: Record<string, string> = {}): HttpResponse {
  const text = body === undefined ? '' : JSON.stringify(body);
  return {
    status,
    headers: {'content-type': 'application/json', ...headers},
    text: async () => text,
    json: async () => body,
    async *body() {
      yield Buffer.from(text);
    },
  };
}

async function check(cloud: FakeCloud): Promise<readonly string[]> {
  const titles: string[] = [];
  const cleaning: (() => Promise<unknown>)[] = [];
  const context: CheckContext = {
    environment,
    signal: new AbortController().signal,
    step: (title, work) => {
      titles.push(title);
      return work();
    },
    cleanUp: (work) => cleaning.unshift(work),
  };
  try {
    await new CinderCheck(cloud).run(context);
  } finally {
    for (const work of cleaning) await work();
  }
  return titles;
}

test('a volume is created, becomes available, is deleted and gone', async () => {
  const cloud = new FakeCloud(['creating', 'available', 'deleting', 'gone']);
  expect(await check(cloud)).toEqual(['create a volume of 1 GB', 'the volume is available', 'delete the volume']);
  expect(cloud.requests.filter((request) => !request.startsWith('GET'))).toEqual([
    'POST /v3/volumes',
    'DELETE /v3/volumes/1',
    'DELETE /v3/volumes/1',
  ]);
});

test('a volume that nobody can make fails the check, and is taken away', async () => {
  const cloud = new FakeCloud(['creating', 'error', 'gone']);
  await expect(check(cloud)).rejects.toThrow('cannot bring volume 1 to be available: it is error');
  expect(cloud.requests).toContain('DELETE /v3/volumes/1');
});

test('a volume that vanishes was not made', async () => {
  await expect(check(new FakeCloud(['creating', 'gone']))).rejects.toThrow('to be available: it is gone');
});

test('the state of its services is what cinder says of them', async () => {
  const context = {environment, signal: new AbortController().signal};
  expect(await new CinderCheck(new FakeCloud()).state(context)).toEqual([
    {
      program: 'cinder-scheduler',
      host: 'controller',
      state: 'up',
      service: 'scheduler',
      heardAtMs: Date.UTC(2026, 10, 22, 19, 25, 27),
    },
    {program: 'cinder-volume', host: 'controller@file', state: 'down', service: 'volume'},
  ]);
  expect(await new CinderCheck(new FakeCloud([], false)).state(context)).toEqual([]);
});
