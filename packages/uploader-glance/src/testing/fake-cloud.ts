import {createHash} from 'node:crypto';
import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {DevstackError, type Downloads, type Http, type HttpResponse, messageOf} from '@devstack/sdk';

export interface StoredImage {
  id: string;
  name: string;
  status: string;
  disk_format: string;
  container_format: string;
  visibility: string;
  size: number | null;
  os_hash_algo: string | null;
  os_hash_value: string | null;
  [property: string]: unknown;
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Identity and Image service on loopback, in memory, as far as an upload needs them; and a place to download from. */
export class FakeCloud {
  readonly images = new Map<string, StoredImage>();
  /** Called when an upload is stored; what it throws is the service's answer 500. */
  onUpload: (image: StoredImage) => void = () => undefined;
  /** Files to download, by path. */
  readonly files = new Map<string, {readonly content: Buffer; readonly etag?: string}>();
  readonly downloads: string[] = [];
  readonly #server: Server;
  #made = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeCloud> {
    const server = createServer();
    const cloud = new FakeCloud(server);
    server.on('request', (request, response) => {
      const answered = cloud.#answer(request).catch((error: unknown) => ({status: 500, body: messageOf(error)}));
      void answered.then(({status, body, headers}: Reply) => {
        const isFile = Buffer.isBuffer(body);
        const type = isFile ? 'application/octet-stream' : 'application/json';
        response.writeHead(status, {'content-type': type, ...headers});
        response.end(isFile ? body : body === undefined ? '' : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return cloud;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get environment(): Record<string, string> {
    return {OS_AUTH_URL: this.url, OS_USERNAME: 'admin', OS_PASSWORD: 'pw', OS_PROJECT_NAME: 'admin'};
  }

  get stored(): string[] {
    return [...this.images.values()].map(({name, disk_format, status}) => `${name} ${disk_format} ${status}`).sort();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    const {pathname, searchParams} = new URL(request.url ?? '', this.url);
    if (pathname === '/v3/auth/tokens') return this.#token();
    if (pathname.startsWith('/files')) return this.#download(pathname, request);
    const [, , , id, file] = pathname.split('/');
    if (id === undefined) {
      if (request.method === 'POST') return this.#create(JSON.parse((await read(request)).toString()) as StoredImage);
      const name = searchParams.get('name');
      return {
        status: 200,
        body: {images: [...this.images.values()].filter((one) => name === null || one.name === name)},
      };
    }
    const image = this.images.get(id);
    if (image === undefined) return {status: 404, body: {message: 'no image'}};
    if (file === 'file') return this.#store(image, request);
    if (request.method === 'DELETE') this.images.delete(id);
    if (request.method === 'PATCH') {
      const changes = JSON.parse((await read(request)).toString()) as {
        op: string;
        path: string;
        value?: string;
      }[];
      for (const {op, path, value} of changes) {
        const name = path.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
        if (op === 'remove') delete image[name];
        else image[name] = value;
      }
    }
    return request.method === 'DELETE' ? {status: 204} : {status: 200, body: image};
  }

  #token(): Reply {
    const catalog = [{type: 'image', endpoints: [{interface: 'public', region_id: 'RegionOne', url: this.url}]}];
    const times = {issued_at: '2026-11-22T10:00:00Z', expires_at: '2026-11-22T11:00:00Z'};
    return {
      status: 201,
      headers: {'x-subject-token': 't'},
      body: {token: {...times, catalog, user: {id: 'u'}, project: {id: 'p'}}},
    };
  }

  #create(fields: StoredImage): Reply {
    const nothing = {status: 'queued', size: null, os_hash_algo: null, os_hash_value: null};
    const image = {...fields, ...nothing, id: `image-${++this.#made}`};
    this.images.set(image.id, image);
    return {status: 201, body: image};
  }

  async #store(image: StoredImage, request: IncomingMessage): Promise<Reply> {
    const hash = createHash('sha512');
    let size = 0;
    for await (const chunk of request) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
    Object.assign(image, {status: 'active', size, os_hash_algo: 'sha512', os_hash_value: hash.digest('hex')});
    this.onUpload(image);
    return {status: 204};
  }

  #download(path: string, request: IncomingMessage): Reply {
    const file = this.files.get(path);
    if (file === undefined) return {status: 404};
    const isSame = file.etag !== undefined && request.headers['if-none-match'] === file.etag;
    this.downloads.push(`${path} ${isSame ? 304 : 200}`);
    const headers: Record<string, string> = file.etag === undefined ? {} : {etag: file.etag};
    return isSame ? {status: 304, headers} : {status: 200, body: file.content, headers};
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** HTTP as the engine gives it to plugins, as small as it can be. */
export function createPlainHttp(): Http {
  return {
    async request(url, {method = 'GET', headers = {}, body, signal} = {}): Promise<HttpResponse> {
      const init = {method, headers, ...(signal && {signal}), ...(body !== undefined && {body, duplex: 'half'})};
      const response = await fetch(url, init as RequestInit).catch((cause: unknown) => {
        throw new DevstackError(`cannot reach ${url}: ${messageOf(cause)}`, {code: 'DEVSTACK_ERR_NETWORK', cause});
      });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text: () => response.text(),
        json: () => response.json() as Promise<unknown>,
        body: () => response.body as AsyncIterable<Uint8Array>,
      };
    },
  };
}

/** For what downloads nothing through a downloader of a plugin. */
export const noDownloads: Downloads = {
  fetch: () => Promise.reject(new Error('nothing is fetched here')),
  unreachable: () => Promise.reject(new Error('nobody is asked here')),
  modified: () => Promise.reject(new Error('nothing is looked at here')),
};
