import {createServer} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';

const POLL_MS = 20;

/** A TCP port of the loopback address that nobody listens on at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Asks until the Identity service answers. */
export async function untilAnswered(url: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await answers(url))) {
    if (Date.now() > deadline) throw new Error(`${url} did not answer within ${timeoutMs} ms`);
    await sleep(POLL_MS);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Logs in as the administrator. Throws when no token comes back. */
export async function requestToken(url: string, password: string): Promise<string> {
  const domain = {id: 'default'};
  const identity = {methods: ['password'], password: {user: {name: 'admin', domain, password}}};
  const response = await fetch(`${url}/auth/tokens`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({auth: {identity, scope: {project: {name: 'admin', domain}}}}),
  });
  const token = response.headers.get('x-subject-token');
  if (token === null) throw new Error(`no token: ${response.status} ${await response.text()}`);
  return token;
}
