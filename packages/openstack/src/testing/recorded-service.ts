import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface Played {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Player = (heard: Heard, times: number) => Played;

/** A service on loopback that plays recorded answers, and notes what it was asked. */
export class RecordedService {
  readonly heard: Heard[] = [];
  readonly #server: Server;
  readonly #answers = new Map<string, Player>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<RecordedService> {
    const server = createServer();
    const service = new RecordedService(server);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const heard = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      const {status, body, headers} = service.#answer(heard);
      const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
      const type = typeof body === 'string' ? 'text/html' : 'application/json';
      response.writeHead(status, {'content-type': type, ...headers}).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @param question `GET /v3/users`, the query included */
  on(question: string, player: Player | Played): this {
    this.#answers.set(question, typeof player === 'function' ? player : () => player);
    return this;
  }

  count(question: string): number {
    return this.heard.filter(({method, path}) => `${method} ${path}` === question).length;
  }

  /** What was asked, in order; without the questions for tokens. */
  get questions(): string[] {
    return this.heard.map(({method, path}) => `${method} ${path}`).filter((one) => one !== 'POST /v3/auth/tokens');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(heard: Heard): Played {
    const question = `${heard.method} ${heard.path}`;
    this.heard.push(heard);
    const player = this.#answers.get(question);
    if (player === undefined)
      return {status: 404, body: {error: {code: 404, message: `nothing recorded: ${question}`}}};
    return player(heard, this.count(question));
  }
}
