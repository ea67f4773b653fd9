import {createHash} from 'node:crypto';
import type {CheckContext, Http, HttpRequest, HttpResponse} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {GlanceCheck} from './glance-check.ts';

const environment = {
  OS_AUTH_URL: 'http://keystone/v3',
  OS_USERNAME: 'admin',
  OS_PASSWORD: 'secret',
  OS_PROJECT_NAME: 'admin',
};

/** An Identity service that gives tokens, and an Image service with room for one image. */
class FakeCloud implements Http {
  readonly requests: string[] = [];
  /** What becomes of an upload on its way. */
  readonly #store: (uploaded: string) => string;
  #content = '';
  #status = 'queued';

  constructor(store: (uploaded: string) => string = (uploaded) => uploaded) {
    this.#store = store;
  }

  async request(url: string, {method = 'GET', body}: HttpRequest = {}): Promise<HttpResponse> {
    const {hostname, pathname} = new URL(url);
    if (hostname === 'keystone') return answer(201, TOKEN, {'x-subject-token': 'gAAA'});
    this.requests.push(`${method} ${pathname}`);
    if (method === 'POST') return answer(201, {id: '1'});
    if (method === 'PUT') return this.#receive(body as AsyncIterable<Uint8Array>);
    if (method === 'DELETE') return answer(204);
    if (pathname.endsWith('/file')) return answer(200, this.#content);
    const size = this.#content.length;
    const hash = createHash('sha512').update(this.#content).digest('hex');
    return answer(200, {id: '1', status: this.#status, size, os_hash_value: hash});
  }

  async #receive(body: AsyncIterable<Uint8Array>): Promise<HttpResponse> {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    expect(parts.length).toBeGreaterThan(1);
    this.#content = this.#store(Buffer.concat(parts).toString());
    this.#status = 'active';
    return answer(204);
  }
}

const IMAGE_ENDPOINT = {interface: 'public', region: 'RegionOne', region_id: 'RegionOne', url: 'http://glance'};
const TOKEN = {
  token: {
    user: {id: 'u'},
    project: {id: 'p'},
    expires_at: '2999-01-01T00:00:00.000000Z',
    issued_at: '2026-01-01T00:00:00.000000Z',
    catalog: [{type: 'image', name: 'glance', endpoints: [IMAGE_ENDPOINT]}],
  },
};

function answer(status: number, body: unknown = '', headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const isText = typeof body === 'string';
  const text = isText ? body : JSON.stringify(body);
  return {
    status,
    headers: {'content-type': isText ? 'application/octet-stream' : 'application/json', ...headers},
    text: async () => text,
    json: async () => JSON.parse(text),
    async *body() {
      yield Buffer.from(text);
    },
  };
}

async function check(cloud: FakeCloud): Promise<string[]> {
  const titles: string[] = [];
  const leftOvers: (() => Promise<unknown>)[] = [];
  const context: CheckContext = {
    environment,
    signal: new AbortController().signal,
    cleanUp: (work) => void leftOvers.push(work),
    step: (title, work) => {
      titles.push(title);
      return work();
    },
  };
  try {
    await new GlanceCheck(cloud).run(context);
  } finally {
    for (const work of leftOvers) await work();
  }
  return titles;
}

test('an image is uploaded, found active, downloaded and deleted', async () => {
  const cloud = new FakeCloud();
  expect(await check(cloud)).toEqual([
    'create an image',
    'upload 65536 bytes',
    'the image is active',
    'download it, and compare',
  ]);
  expect(cloud.requests).toEqual([
    'POST /v2/images',
    'PUT /v2/images/1/file',
    'GET /v2/images/1',
    'GET /v2/images/1/file',
    'DELETE /v2/images/1',
  ]);
});

test('an image that lost bytes is refused with their number, and deleted all the same', async () => {
  const cloud = new FakeCloud((uploaded) => uploaded.slice(1));
  await expect(check(cloud)).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_COMMAND',
    message: 'cannot use image 1: 65535 of 65536 bytes arrived',
  });
  expect(cloud.requests.at(-1)).toBe('DELETE /v2/images/1');
});

test('an image with other bytes of the same number is refused', async () => {
  const failing = check(new FakeCloud((uploaded) => `x${uploaded.slice(1)}`));
  await expect(failing).rejects.toThrow(/^cannot use image 1: its SHA-512 is [0-9a-f]{128} and not [0-9a-f]{128}$/);
});
