import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';

/**
 * `node serve-packages.ts DIRECTORY`: a registry of packages on loopback, of the tarballs that `npm pack` has put there. Prints its address,
 * and runs until it is ended.
 */
interface PackedPackage {
  readonly name: string;
  readonly version: string;
  readonly content: Buffer;
  readonly manifest: object;
}

const BLOCK = 512;
const TARBALLS = '-/tarball/';

function readManifest(tarball: Buffer): {name: string; version: string} {
  const tar = gunzipSync(tarball);
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('ascii', at + 124, at + 136), 8);
    if (name === 'package/package.json') return JSON.parse(tar.toString('utf8', at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil((size || 0) / BLOCK) * BLOCK;
  }
  throw new Error('cannot read a tarball: it has no package.json');
}

function readPackages(directory: string): PackedPackage[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.tgz'));
  return files.map((file) => {
    const content = readFileSync(join(directory, file));
    const manifest = readManifest(content);
    return {name: manifest.name, version: manifest.version, content, manifest};
  });
}

function documentOf({name, version, content, manifest}: PackedPackage, base: string): string {
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  const dist = {tarball: `${base}${TARBALLS}${encodeURIComponent(name)}`, integrity};
  return JSON.stringify({name, 'dist-tags': {latest: version}, versions: {[version]: {...manifest, dist}}});
}

const packages = readPackages(process.argv[2]!);
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname).slice(1);
  const isTarball = path.startsWith(TARBALLS);
  const name = isTarball ? path.slice(TARBALLS.length) : path;
  const found = packages.find((candidate) => candidate.name === name);
  response.setHeader('content-type', isTarball ? 'application/octet-stream' : 'application/json');
  if (found === undefined) response.writeHead(404).end('{"error": "not found"}');
  else response.end(isTarball ? found.content : documentOf(found, `http://${request.headers.host}/`));
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
});
