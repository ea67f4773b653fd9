import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

export interface PackageRegistry {
  readonly url: string;
  /** Tarballs that were fetched. */
  readonly fetched: readonly string[];
  close(): Promise<void>;
}

const TARBALL = '/-/tarball/';

/** A registry on loopback; the tarball of a package has its package.json and nothing else. */
export async function serveRegistry(packages: readonly PublishedPackage[]): Promise<PackageRegistry> {
  const fetched: string[] = [];
  const server = createServer((request, response) => {
    const address = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname);
    const name = address.startsWith(TARBALL) ? address.slice(TARBALL.length) : address.slice(1);
    const found = packages.find((candidate) => candidate.name === name);
    if (found === undefined) {
      response.writeHead(404, {'content-type': 'application/json'}).end('{"error": "not found"}');
    } else if (address.startsWith(TARBALL)) {
      fetched.push(name);
      response.end(pack(found));
    } else {
      response.writeHead(200, {'content-type': 'application/json'});
      response.end(JSON.stringify(documentOf(found, `http://${request.headers.host}${TARBALL}`)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return {url: `http://127.0.0.1:${port}/`, fetched, close};
}

function documentOf(published: PublishedPackage, tarballs: string): object {
  const {name, version} = published;
  const integrity = `sha512-${createHash('sha512').update(pack(published)).digest('base64')}`;
  const dist = {tarball: `${tarballs}${encodeURIComponent(name)}`, integrity};
  return {name, 'dist-tags': {latest: version}, versions: {[version]: {...published, dist}}};
}

const packed = new Map<PublishedPackage, Buffer>();

function pack(published: PublishedPackage): Buffer {
  const known = packed.get(published);
  if (known !== undefined) return known;
  const directory = mkdtempSync(path.join(tmpdir(), 'devstack-registry-'));
  mkdirSync(path.join(directory, 'package'));
  writeFileSync(path.join(directory, 'package/package.json'), JSON.stringify(published));
  execFileSync('tar', ['-czf', 'package.tgz', 'package'], {cwd: directory});
  const content = readFileSync(path.join(directory, 'package.tgz'));
  rmSync(directory, {recursive: true});
  packed.set(published, content);
  return content;
}
