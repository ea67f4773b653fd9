import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {HttpService} from '../services/http.ts';
import {carryCommand, connectThrough} from './loopback-connection.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end('x'.repeat(request.url === '/large' ? 300_000 : 3)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const http = () => new HttpService({}, async () => (wanted) => connectThrough(carryCommand('127.0.0.1', wanted)));

test('requests are answered through a program, small and large, with and without a body', async () => {
  const ask = async (path: string, body?: string) => {
    const request = body === undefined ? {} : {method: 'POST', body};
    const answer = await http().request(`http://127.0.0.1:${port}${path}`, request);
    return [answer.status, (await answer.text()).length];
  };
  expect(await ask('/')).toEqual([200, 3]);
  expect(await ask('/large')).toEqual([200, 300_000]);
  expect(await ask('/', 'y'.repeat(100_000))).toEqual([200, 3]);
});

test('where nobody listens there is no answer, and no wait for one', async () => {
  const request = http().request('http://127.0.0.1:1/', {timeoutMs: 5000});
  await expect(request).rejects.toMatchObject({code: 'DEVSTACK_ERR_NETWORK'});
});
