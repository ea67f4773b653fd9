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
  /** Files beside package.json. */
  readonly content?: Readonly<Record<string, string>>;
  /** Of the document about the package, not of package.json. */
  readonly maintainers?: readonly {readonly name: string; readonly email: string}[];
  /** ISO 8601. Of the document too; a registry need not say it. */
  readonly published?: string;
  readonly [key: string]: unknown;
}

export interface PackageRegistry {
  readonly url: string;
  /** Names of the packages whose tarballs were fetched, in order. */
  readonly fetched: string[];
  publish(published: PublishedPackage): void;
  /** From now on every tarball waits for this long. */
  delayTarballs(ms: number): void;
  close(): Promise<void>;
}

const TARBALL = '/-/tarball/';

/** A registry on loopback; the last version of a name is its latest. */
export async function serveRegistry(initial: readonly PublishedPackage[]): Promise<PackageRegistry> {
  const packages = [...initial];
  const fetched: string[] = [];
  let delayMs = 0;
  const server = createServer((request, response) => {
    const address = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname);
    if (address.startsWith(TARBALL)) {
      const found = packages.find(({name, version}) => address === `${TARBALL}${name}@${version}`);
      fetched.push(found?.name ?? address);
      setTimeout(() => (found === undefined ? response.writeHead(404).end() : response.end(pack(found))), delayMs);
      return;
    }
    const versions = packages.filter(({name}) => name === address.slice(1));
    response.writeHead(versions.length === 0 ? 404 : 200, {'content-type': 'application/json'});
    const document =
      versions.length === 0 ? {error: 'not found'} : documentOf(versions, `http://${request.headers.host}`);
    response.end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    fetched,
    publish: (published) => void packages.push(published),
    delayTarballs(ms) {
      delayMs = ms;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function documentOf(versions: readonly PublishedPackage[], host: string): object {
  const {name, version, maintainers} = versions.at(-1)!;
  const entries = versions.map((published) => {
    const {content: _, maintainers: _maintainers, published: _published, ...manifest} = published;
    const integrity = `sha512-${createHash('sha512').update(pack(published)).digest('base64')}`;
    const tarball = `${host}${TARBALL}${encodeURIComponent(`${name}@${published.version}`)}`;
    return [
      published.version,
      {...manifest, ...(maintainers ? {maintainers} : {}), dist: {tarball, integrity}},
    ] as const;
  });
  const time = versions.flatMap((one) => (one.published === undefined ? [] : [[one.version, one.published] as const]));
  return {
    name,
    ...(time.length === 0 ? {} : {time: Object.fromEntries(time)}),
    ...(maintainers ? {maintainers} : {}),
    'dist-tags': {latest: version},
    versions: Object.fromEntries(entries),
  };
}

const packed = new Map<PublishedPackage, Buffer>();

/** The archive of a package, as `npm pack` would make it. */
export function pack(published: PublishedPackage): Buffer {
  const known = packed.get(published);
  if (known !== undefined) return known;
  const {content = {}, maintainers: _, published: _published, ...manifest} = published;
  const directory = mkdtempSync(path.join(tmpdir(), 'devstack-registry-'));
  for (const [name, text] of Object.entries({'package.json': JSON.stringify(manifest), ...content})) {
    mkdirSync(path.dirname(path.join(directory, 'package', name)), {recursive: true});
    writeFileSync(path.join(directory, 'package', name), text);
  }
  execFileSync('tar', ['-czf', 'package.tgz', 'package'], {cwd: directory});
  const archive = readFileSync(path.join(directory, 'package.tgz'));
  rmSync(directory, {recursive: true});
  packed.set(published, archive);
  return archive;
}
