import {createServer, type Server} from 'node:http';
import {type AddressInfo, connect} from 'node:net';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {HttpService} from './http.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) =>
    response.end(`${request.method} ${request.url} of ${request.headers.host}`),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

test('a host that is reached in a way of its own is spoken with over that connection', async () => {
  const asked: number[] = [];
  const http = new HttpService({}, async (hostname) =>
    hostname === 'inside.example'
      ? (wanted) => {
          asked.push(wanted);
          return connect({host: '127.0.0.1', port});
        }
      : undefined,
  );
  const answer = await http.request('http://inside.example:8775/v3');
  expect([answer.status, await answer.text()]).toEqual([200, 'GET /v3 of inside.example:8775']);
  expect(asked).toEqual([8775]);
});

test('no proxy leads to a host that is reached directly', async () => {
  const http = new HttpService({http_proxy: 'http://127.0.0.1:1'}, async () => 'direct');
  const answer = await http.request(`http://127.0.0.1:${port}/`);
  expect(await answer.text()).toContain('GET / of');
});

test('a way that leads nowhere is an error that names the host', async () => {
  const http = new HttpService({}, async () => () => connect({host: '127.0.0.1', port: 1}));
  await expect(http.request('http://inside.example/')).rejects.toThrow(
    'cannot reach inside.example: the connection was refused',
  );
});
