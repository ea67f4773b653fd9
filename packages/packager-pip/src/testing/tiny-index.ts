import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';
import {sha256Of} from '../index-client.ts';
import type {TinyWheel} from './tiny-wheel.ts';

export interface TinyIndex {
  /** Of the simple index; credentials can be put into it. */
  readonly url: string;
  /** What was asked for: method, path and user. */
  readonly asked: string[];
}

/** An index on loopback with wheels, which wants a user name and a password if it is given them. It hangs up on the project `gone`. */
export async function startTinyIndex(wheels: readonly TinyWheel[], login?: string): Promise<TinyIndex> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response, {wheels, login});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`, asked};
}

interface Served {
  readonly wheels: readonly TinyWheel[];
  readonly login: string | undefined;
}

function answer({url = '', headers, socket}: IncomingMessage, response: ServerResponse, {wheels, login}: Served): void {
  const expected = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  const wheel = wheels.find(({filename}) => url === `/files/${filename}`);
  const ofProject = wheels.filter(({filename}) => url === `/simple/${filename.split('-')[0]!.replaceAll('_', '-')}/`);
  if (url === '/simple/gone/') {
    socket.destroy();
  } else if (headers.authorization !== expected) {
    response.writeHead(401, {'www-authenticate': 'Basic realm="index"', connection: 'close'}).end();
  } else if (ofProject.length > 0) {
    response.writeHead(200, {'content-type': 'text/html', connection: 'close'}).end(renderPage(ofProject));
  } else if (wheel !== undefined) {
    response.writeHead(200, {'content-length': wheel.content.length, connection: 'close'}).end(wheel.content);
  } else {
    response.writeHead(404, {connection: 'close'}).end();
  }
}

function renderPage(wheels: readonly TinyWheel[]): string {
  const links = wheels.map(({filename, content}) => {
    const hash = sha256Of(content).replace(':', '=');
    return `<a href="../../files/${filename}#${hash}">${filename}</a>`;
  });
  return `<html><body>${links.join('')}</body></html>`;
}
