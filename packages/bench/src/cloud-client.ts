/** What programs that are run in a lab, with the variables of `devstack env`, ask a cloud with: HTTP alone, as any client of any language. */
interface Token {
  readonly token: {readonly catalog: readonly {readonly type: string; readonly endpoints: readonly Endpoint[]}[]};
}
interface Endpoint {
  readonly interface: string;
  readonly url: string;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Server {
  readonly status: string;
  readonly addresses: Readonly<Record<string, readonly {readonly addr: string}[]>>;
}

export type Ask = <Body>(type: string, method: string, path: string, body?: object | Uint8Array) => Promise<Body>;

const {OS_AUTH_URL, OS_USERNAME, OS_PASSWORD, OS_PROJECT_NAME} = process.env;

/** Signs in. */
export async function openCloud(): Promise<Ask> {
  const domain = {id: 'default'};
  const identity = {methods: ['password'], password: {user: {name: OS_USERNAME, password: OS_PASSWORD, domain}}};
  const auth = {identity, scope: {project: {name: OS_PROJECT_NAME, domain}}};
  const headers = {'content-type': 'application/json'};
  const answer = await fetch(`${OS_AUTH_URL}/auth/tokens`, {method: 'POST', headers, body: JSON.stringify({auth})});
  const {token} = (await answer.json()) as Token;
  return asker(answer.headers.get('x-subject-token')!, token.catalog);
}

function asker(token: string, catalog: Token['token']['catalog']): Ask {
  return async <Body>(type: string, method: string, path: string, body?: object | Uint8Array) => {
    const {endpoints} = catalog.find((service) => service.type === type)!;
    const url = endpoints.find((endpoint) => endpoint.interface === 'public')!.url + path;
    const isData = body instanceof Uint8Array;
    const headers = {
      'x-auth-token': token,
      'openstack-api-version': 'compute 2.90',
      'content-type': isData ? 'application/octet-stream' : 'application/json',
    };
    const content = body === undefined ? {} : {body: isData ? new Uint8Array(body) : JSON.stringify(body)};
    const answer = await fetch(url, {method, headers, ...content});
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Body;
  };
}
