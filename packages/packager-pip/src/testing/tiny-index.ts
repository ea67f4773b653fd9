import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';
import {sha256Of} from '../index-client.ts';

export interface TinyIndex {
  /** Of the simple index; credentials can be put into it. */
  readonly url: string;
  /** What was asked for: method, path and user. */
  readonly asked: string[];
}

/** An index on loopback with one wheel of one project, which wants a user name and a password if it is given them. */
export async function startTinyIndex(wheel: Uint8Array, filename: string, login?: string): Promise<TinyIndex> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response, {wheel, filename, login});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`, asked};
}

interface Served {
  readonly wheel: Uint8Array;
  readonly filename: string;
  readonly login: string | undefined;
}

function answer({url, headers}: IncomingMessage, response: ServerResponse, {wheel, filename, login}: Served): void {
  const project = filename.split('-')[0]!.replaceAll('_', '-');
  const expected = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  if (headers.authorization !== expected) {
    response.writeHead(401, {'www-authenticate': 'Basic realm="index"', connection: 'close'}).end();
  } else if (url === `/simple/${project}/`) {
    const link = `<a href="../../files/${filename}#${sha256Of(wheel).replace(':', '=')}">${filename}</a>`;
    response
      .writeHead(200, {'content-type': 'text/html', connection: 'close'})
      .end(`<html><body>${link}</body></html>`);
  } else if (url === `/files/${filename}`) {
    response.writeHead(200, {'content-length': wheel.length, connection: 'close'}).end(wheel);
  } else {
    response.writeHead(404, {connection: 'close'}).end();
  }
}
