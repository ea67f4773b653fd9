import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

export interface PackageRegistry {
  readonly url: string;
  /** Names that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** A registry on loopback that knows what packages say of themselves, and has no tarballs. */
export async function serveRegistry(packages: readonly PublishedPackage[]): Promise<PackageRegistry> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname).slice(1);
    asked.push(name);
    const found = packages.filter((candidate) => candidate.name === name);
    response.writeHead(found.length === 0 ? 404 : 200, {'content-type': 'application/json'});
    response.end(JSON.stringify(found.length === 0 ? {error: 'not found'} : documentOf(name, found)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return {url: `http://127.0.0.1:${port}/`, asked, close};
}

function documentOf(name: string, versions: readonly PublishedPackage[]): object {
  const dist = {tarball: 'http://127.0.0.1:9/none.tgz', shasum: '0'.repeat(40)};
  return {
    name,
    'dist-tags': {latest: versions.at(-1)?.version},
    versions: Object.fromEntries(versions.map((version) => [version.version, {...version, dist}])),
  };
}
