import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {DevstackError, type Http} from '@devstack/sdk';

/** A server on loopback that has what is put into it. For tests. */
export class TestServer {
  readonly files = new Map<string, Buffer>();
  requests = 0;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(): Promise<TestServer> {
    const server = createServer((request, response) => {
      const {files} = own;
      own.requests += 1;
      const content = files.get(request.url ?? '');
      if (request.url === '/broken.bin') {
        response.writeHead(200, {'content-length': 1000});
        response.write('half', () => response.destroy());
      } else if (content === undefined) response.writeHead(404).end();
      else response.writeHead(200, {'content-length': content.length}).end(content);
    });
    const own = new TestServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return own;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  put(path: string, content: Buffer): string {
    this.files.set(path, content);
    return this.url(path);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** What the engine injects, in small. */
export const testHttp: Http = {
  async request(url, {timeoutMs, signal, method = 'GET', headers = {}} = {}) {
    const signals = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    try {
      const response = await fetch(url, {
        method,
        headers,
        signal: AbortSignal.any(signals.filter((each) => each !== undefined)),
      });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text: () => response.text(),
        json: () => response.json(),
        body: () => response.body ?? new ReadableStream(),
      };
    } catch (cause) {
      throw new DevstackError(`cannot reach ${url}`, {code: 'DEVSTACK_ERR_NETWORK', cause});
    }
  },
};
