import type {CheckContext, Http, HttpRequest, HttpResponse} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {SwiftCheck} from './swift-check.ts';

const environment = {
  OS_AUTH_URL: 'http://keystone/v3',
  OS_USERNAME: 'admin',
  OS_PASSWORD: 'secret',
  OS_PROJECT_NAME: 'admin',
};
const ENDPOINT = {interface: 'public', region: 'RegionOne', region_id: 'RegionOne', url: 'http://swift/v1/AUTH_p'};
const TOKEN = {
  token: {
    user: {id: 'u'},
    project: {id: 'p'},
    expires_at: '2999-01-01T00:00:00.000000Z',
    issued_at: '2026-01-01T00:00:00.000000Z',
    catalog: [{type: 'object-store', name: 'swift', endpoints: [ENDPOINT]}],
  },
};

/** An Identity service that gives tokens, and an Object Storage that has room. */
class FakeCloud implements Http {
  readonly requests: string[] = [];
  readonly stored = new Map<string, string>();
  /** What becomes of an object on its way. */
  readonly #store: (uploaded: string) => string;

  constructor(store: (uploaded: string) => string = (uploaded) => uploaded) {
    this.#store = store;
  }

  async request(url: string, {method = 'GET', body}: HttpRequest = {}): Promise<HttpResponse> {
    const {hostname, pathname, search} = new URL(url);
    if (hostname === 'keystone')
      return answer(201, JSON.stringify(TOKEN), 'application/json', {'x-subject-token': 'g'});
    this.requests.push(`${method} ${pathname.replace(/verify-[0-9a-f]{8}/, 'verify-X')}${search}`);
    if (method === 'PUT') {
      this.stored.set(pathname, body === undefined ? '' : this.#store(Buffer.from(body as Uint8Array).toString()));
      return answer(201);
    }
    if (method === 'DELETE') return answer(this.stored.delete(pathname) ? 204 : 404);
    if (search === '') return answer(200, this.stored.get(pathname));
    const names = [...this.stored.keys()].filter((path) => path.startsWith(`${pathname}/`));
    return answer(
      200,
      JSON.stringify(names.map((path) => ({name: path.slice(pathname.length + 1)}))),
      'application/json',
    );
  }
}

function answer(status: number, text = '', type = 'text/html', headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: {'content-type': type, ...headers},
    text: async () => text,
    json: async () => JSON.parse(text),
    async *body() {
      yield Buffer.from(text);
    },
  };
}

async function check(cloud: FakeCloud): Promise<void> {
  const leftOvers: (() => Promise<unknown>)[] = [];
  const context: CheckContext = {
    environment,
    signal: new AbortController().signal,
    cleanUp: (work) => void leftOvers.unshift(work),
    step: (_, work) => work(),
  };
  try {
    await new SwiftCheck(cloud).run(context);
  } finally {
    for (const work of leftOvers) await work();
  }
}

test('an object is stored, read, listed and removed, and its container too', async () => {
  const cloud = new FakeCloud();
  await check(cloud);
  const container = '/v1/AUTH_p/devstack-verify-X';
  expect(cloud.requests).toEqual([
    `PUT ${container}`,
    `PUT ${container}/object`,
    `GET ${container}/object`,
    `GET ${container}?format=json`,
    `DELETE ${container}/object`,
    `DELETE ${container}/object`,
    `DELETE ${container}`,
  ]);
  expect([...cloud.stored]).toEqual([]);
});

test('an object that lost bytes is refused with their number, and removed all the same', async () => {
  const cloud = new FakeCloud((uploaded) => uploaded.slice(1));
  await expect(check(cloud)).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_COMMAND',
    message: expect.stringMatching(
      /^cannot use devstack-verify-[0-9a-f]{8}\/object: its 65535 bytes are not those that were stored$/,
    ),
  });
  expect([...cloud.stored]).toEqual([]);
});
