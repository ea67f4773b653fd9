import {
  DevstackError,
  type Http,
  type HttpRequest,
  type HttpResponse,
  resolveText,
  type StepContext,
} from '@devstack/sdk';

type Reply = readonly [status: number, body?: object];
type Answer = (body: unknown) => Reply;

const ADDRESS = 'http://cloud';

/** A cloud of which only tokens and what a test says are there. */
export class FakeCompute implements Http {
  /** `POST /flavors`, in order; without tokens. */
  readonly heard: string[] = [];
  /** Nobody answers. */
  isDown = false;
  readonly #answers = new Map<string, Answer>();

  /** @param question `GET /flavors/m1.nano`, below the address of the Compute service, the query included */
  on(question: string, answer: Answer): this {
    this.#answers.set(question, answer);
    return this;
  }

  async request(url: string, {method = 'GET', body}: HttpRequest = {}): Promise<HttpResponse> {
    if (this.isDown) {
      throw new DevstackError('cannot reach cloud: the connection was refused', {code: 'DEVSTACK_ERR_NETWORK'});
    }
    if (url === `${ADDRESS}/v3/auth/tokens`) return response(201, tokenBody());
    const question = `${method} ${url.slice(`${ADDRESS}/compute`.length)}`;
    this.heard.push(question);
    const answer = this.#answers.get(question);
    const [status, content] = answer?.(body === undefined ? undefined : JSON.parse(String(body))) ?? [404];
    return response(status, content);
  }
}

export const ENVIRONMENT = {
  OS_AUTH_URL: `${ADDRESS}/v3`,
  OS_USERNAME: 'admin',
  OS_PASSWORD: {secret: 'keystone.admin_password'},
  OS_PROJECT_NAME: 'admin',
};

export const CONTEXT: StepContext = {
  signal: new AbortController().signal,
  progress: () => undefined,
  store: {put: async () => '', get: async () => new Uint8Array()},
  resolve: (value) => resolveText(value, () => 'pw'),
  ownership: () => ({user: 'u', group: 'g'}),
};

function tokenBody(): object {
  const endpoints = [{interface: 'public', region_id: 'RegionOne', url: `${ADDRESS}/compute`}];
  const times = {issued_at: '2026-11-22T10:00:00Z', expires_at: '2026-11-22T11:00:00Z'};
  return {token: {...times, user: {id: 'u'}, project: {id: 'p'}, catalog: [{type: 'compute', endpoints}]}};
}

function response(status: number, content?: object): HttpResponse {
  const text = content === undefined ? '' : JSON.stringify(content);
  return {
    status,
    headers: {'content-type': 'application/json', 'x-subject-token': 'token'},
    text: async () => text,
    json: async () => content,
    async *body() {
      yield Buffer.from(text);
    },
  };
}
