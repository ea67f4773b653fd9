import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

/** Serves packages as they would be published. */
export interface TarballRegistry {
  readonly url: string;
  close(): Promise<void>;
}

export interface TarballRegistryOptions {
  /** Loopback when missing. */
  readonly address?: string;
}

interface Tarball {
  readonly manifest: {readonly name: string; readonly version: string};
  readonly content: Buffer;
}

const TARBALLS = '/-/tarball/';

/**
 * A registry that can only be read, of what `npm pack` made.
 *
 * @param paths of tarballs; what they need beside each other is for another registry
 */
export async function serveTarballs(
  paths: readonly string[],
  {address = '127.0.0.1'}: TarballRegistryOptions = {},
): Promise<TarballRegistry> {
  const tarballs = new Map(paths.map((path) => readTarball(path)).map((one) => [one.manifest.name, one]));
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname);
    const isTarball = asked.startsWith(TARBALLS);
    const found = tarballs.get(asked.slice(isTarball ? TARBALLS.length : 1));
    if (found === undefined)
      response.writeHead(404, {'content-type': 'application/json'}).end('{"error": "not found"}');
    else if (isTarball) response.end(found.content);
    else {
      response.writeHead(200, {'content-type': 'application/json'});
      response.end(JSON.stringify(documentOf(found, `http://${request.headers.host}${TARBALLS}`)));
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, address, resolve));
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return {url: `http://${address}:${(server.address() as AddressInfo).port}/`, close};
}

function readTarball(path: string): Tarball {
  const manifest = execFileSync('tar', ['-xzOf', path, 'package/package.json'], {encoding: 'utf8'});
  return {manifest: JSON.parse(manifest) as Tarball['manifest'], content: readFileSync(path)};
}

function documentOf({manifest, content}: Tarball, tarballs: string): object {
  const {name, version} = manifest;
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  const dist = {tarball: `${tarballs}${encodeURIComponent(name)}`, integrity};
  return {name, 'dist-tags': {latest: version}, versions: {[version]: {...manifest, dist}}};
}
