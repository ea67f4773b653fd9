/**
 * Run in a lab, with the variables of `devstack env`: what a user does first. Uploads an image and starts a server on the network and
 * with the flavor that are there; ends when the server is ACTIVE and has an address, and prints the address.
 */
import {randomBytes} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';

interface Token {
  readonly token: {readonly catalog: readonly {readonly type: string; readonly endpoints: readonly Endpoint[]}[]};
}
interface Endpoint {
  readonly interface: string;
  readonly url: string;
}
type Named = {readonly id: string; readonly name: string};
type Server = {
  readonly status: string;
  readonly addresses: Readonly<Record<string, readonly {readonly addr: string}[]>>;
};

const {OS_AUTH_URL, OS_USERNAME, OS_PASSWORD, OS_PROJECT_NAME} = process.env;
const POLL_MS = 50;
const IMAGE_BYTES = 1_048_576;
const NETWORK = 'private';

async function logIn(): Promise<{readonly token: string; readonly catalog: Token['token']['catalog']}> {
  const domain = {id: 'default'};
  const identity = {methods: ['password'], password: {user: {name: OS_USERNAME, password: OS_PASSWORD, domain}}};
  const auth = {identity, scope: {project: {name: OS_PROJECT_NAME, domain}}};
  const headers = {'content-type': 'application/json'};
  const answer = await fetch(`${OS_AUTH_URL}/auth/tokens`, {method: 'POST', headers, body: JSON.stringify({auth})});
  const {token} = (await answer.json()) as Token;
  return {token: answer.headers.get('x-subject-token')!, catalog: token.catalog};
}

const {token, catalog} = await logIn();

async function ask<Body>(type: string, method: string, path: string, body?: object | Uint8Array): Promise<Body> {
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
}

const description = {name: 'first', disk_format: 'raw', container_format: 'bare', visibility: 'public'};
const image = await ask<Named>('image', 'POST', '/v2/images', description);
await ask('image', 'PUT', `/v2/images/${image.id}/file`, randomBytes(IMAGE_BYTES));
const {networks} = await ask<{networks: Named[]}>('network', 'GET', `/v2.0/networks?name=${NETWORK}`);
const {flavors} = await ask<{flavors: Named[]}>('compute', 'GET', '/flavors');
const request = {name: 'first', imageRef: image.id, flavorRef: flavors[0]!.id, networks: [{uuid: networks[0]!.id}]};
const {server} = await ask<{server: Named}>('compute', 'POST', '/servers', {server: request});
for (;;) {
  const {status, addresses} = (await ask<{server: Server}>('compute', 'GET', `/servers/${server.id}`)).server;
  const address = addresses[NETWORK]?.[0]?.addr;
  if (status === 'ERROR') throw new Error('the server failed');
  if (status === 'ACTIVE' && address !== undefined) {
    process.stdout.write(`${address}\n`);
    break;
  }
  await sleep(POLL_MS);
}
