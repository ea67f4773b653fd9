import {mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import type {Source} from '@devstack/sdk';
import {createTestHost, downloaderContract, registerContract} from '@devstack/sdk/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {HttpDownloader} from './http-downloader.ts';
import {checksumOf, makeTar, makeTarGz, makeZip, type TestEntry} from './test-archives.ts';
import {TestServer, testHttp} from './test-server.ts';

const downloader = new HttpDownloader(createTestHost(), testHttp);
const TREE: readonly TestEntry[] = [
  {path: 'x-1.0/', type: 'Directory', mode: 0o555},
  {path: 'x-1.0/setup.py', content: 'print(1)\n'},
  {path: 'x-1.0/run', content: '#!/bin/sh\n', mode: 0o4755},
  {path: 'x-1.0/link', type: 'SymbolicLink', linkpath: 'setup.py', content: ''},
];
let directory: string;
let into: string;
let server: TestServer;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'downloader-http-'));
  into = join(directory, 'into');
  server = await TestServer.start();
});
afterEach(async () => {
  server.stop();
  await rm(directory, {recursive: true, force: true});
});
const fetch = (source: Source, progress = (..._: unknown[]) => {}) =>
  downloader.fetch(source, into, {signal: new AbortController().signal, progress});
const put = (path: string, content: Buffer): Source => ({
  uri: server.put(path, content),
  checksum: checksumOf(content),
});

describe('contract', () => {
  registerContract(
    test,
    downloaderContract(async () => {
      const own = await mkdtemp(join(tmpdir(), 'downloader-http-contract-'));
      const archive = put('/x.tar.gz', makeTarGz(TREE));
      return {
        downloader,
        source: archive,
        newer: put('/y.tar.gz', makeTarGz([{path: 'y', content: 'y'}])),
        missing: {...archive, uri: server.url('/gone.tar.gz')},
        unreachable: {...archive, uri: 'http://127.0.0.1:1/x.tar.gz'},
        directory: own,
        async edit(path) {
          await writeFile(join(path, 'x-1.0/setup.py'), 'print(2)\n');
          return join(path, 'x-1.0/setup.py');
        },
        dispose: () => rm(own, {recursive: true}),
      };
    }),
  );
});

describe('archives', () => {
  const expectTree = async () => {
    expect(await readFile(join(into, 'x-1.0/setup.py'), 'utf8')).toBe('print(1)\n');
    expect((await stat(join(into, 'x-1.0/run'))).mode & 0o7777).toBe(0o755);
    expect(await readlink(join(into, 'x-1.0/link'))).toBe('setup.py');
    expect((await stat(join(into, 'x-1.0/run'))).uid).toBe(process.getuid?.());
  };

  test.each(['/x.tar.gz', '/x.tgz'])('%s is unpacked, its files are ours, and none is setuid', async (path) => {
    const source = put(path, makeTarGz(TREE));
    expect(await fetch(source)).toEqual({path: into, identity: source.checksum, changed: true});
    await expectTree();
  });

  test('a tar file without compression is unpacked', async () => {
    await fetch(put('/x.tar', makeTar(TREE)));
    await expectTree();
  });

  test('a zip file is unpacked, with modes and links where it has them', async () => {
    const entries = TREE.map((entry) => (entry.linkpath === undefined ? entry : {...entry, content: entry.linkpath}));
    await fetch(put('/x.zip', makeZip(entries)));
    await expectTree();
  });

  test('formats that cannot be unpacked are named before anything is fetched', async () => {
    await expect(fetch(put('/x.tar.xz', Buffer.from('x')))).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_ARCHIVE',
      message: expect.stringContaining('only .tar, .tar.gz, .tgz, .tar.zst and .zip'),
    });
    expect(server.requests).toBe(0);
  });

  test.each([
    [
      'a path that leads out',
      makeTarGz([
        {path: 'ok', content: 'ok'},
        {path: '../evil', content: 'x'},
      ]),
    ],
    ['an absolute path', makeTarGz([{path: '/tmp/evil', content: 'x'}])],
    [
      'a link out, and a file through it',
      makeTarGz([{path: 'l', type: 'SymbolicLink', linkpath: '..'}, {path: 'l/evil'}]),
    ],
    ['a hard link out', makeTarGz([{path: 'l', type: 'Link', linkpath: '../../../etc/passwd'}])],
    ['a device', makeTarGz([{path: 'null', type: 'CharacterDevice'}])],
    ['a pipe', makeTarGz([{path: 'pipe', type: 'FIFO'}])],
    ['a file of 5 GB that is not there', makeTarGz([{path: 'bomb', size: 5 * 1024 ** 3}])],
    ['half of an archive', makeTarGz([{path: 'a', content: 'x'.repeat(9000)}]).subarray(0, 60)],
    ['no archive at all', Buffer.from('<html>login</html>'.repeat(100))],
    ['nothing', Buffer.alloc(0)],
  ])('a tar archive with %s is refused whole', async (_, content) => {
    await expect(fetch(put('/x.tar.gz', content))).rejects.toMatchObject({code: 'DEVSTACK_ERR_ARCHIVE'});
    expect(await readdir(directory)).toEqual([]);
  });

  test.each([
    ['a path that leads out', makeZip([{path: 'ok'}, {path: '../evil', content: 'x'}])],
    ['an absolute path', makeZip([{path: '/tmp/evil', content: 'x'}])],
    ['a link out', makeZip([{path: 'l', type: 'SymbolicLink', content: '../../etc'}])],
    ['a pipe', makeZip([{path: 'pipe', type: 'FIFO'}])],
    ['more bytes than it says', makeZip([{path: 'a', content: 'x'.repeat(100), size: 1}])],
    ['no archive at all', Buffer.from('<html>login</html>')],
  ])('a zip archive with %s is refused whole', async (_, content) => {
    await expect(fetch(put('/x.zip', content))).rejects.toMatchObject({code: 'DEVSTACK_ERR_ARCHIVE'});
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('files', () => {
  test('a file that is no archive is kept, under the last part of its address, with progress', async () => {
    const content = Buffer.alloc(300_000, 'x');
    const seen: unknown[][] = [];
    const fetched = await fetch(put('/images/a%20b.img?token=1', content), (...args) => seen.push(args));
    expect(fetched.path).toBe(join(into, 'a b.img'));
    expect(await readFile(fetched.path)).toEqual(content);
    expect(seen.at(-1)).toEqual(['a b.img', 300_000, 300_000]);
  });

  test('a name that would lead elsewhere does not', async () => {
    expect((await fetch(put('/a%2f..%2f%2e%2e', Buffer.from('x')))).path).toBe(join(into, 'download'));
  });

  test('a file on this machine is fetched and checked in the same way', async () => {
    const path = join(directory, 'local.bin');
    await writeFile(path, 'x');
    const source = {uri: pathToFileURL(path).href, checksum: checksumOf(Buffer.from('x'))};
    expect((await fetch(source)).path).toBe(join(into, 'local.bin'));
    expect(await downloader.unreachable(source.uri)).toBeUndefined();
    expect(await downloader.unreachable('file:///no/such')).toBe('there is no such file');
    const gone = downloader.fetch({...source, uri: 'file:///no/such'}, `${into}2`, {
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    await expect(gone).rejects.toMatchObject({code: 'DEVSTACK_ERR_NOT_FOUND'});
  });

  test('what is there is not asked for again; what was deleted is', async () => {
    const source = put('/a.bin', Buffer.from('x'));
    const {path} = await fetch(source);
    await fetch(source);
    expect(server.requests).toBe(1);
    await rm(into, {recursive: true});
    expect((await fetch(source)).changed).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('x');
  });
});

describe('errors', () => {
  test.each([
    [undefined, 'it has no checksum'],
    ['md5:abc', "'md5:abc' is no sha256 checksum"],
  ])('checksum %s is refused before anything is fetched', async (checksum, reason) => {
    const source = {uri: server.put('/a.bin', Buffer.from('x')), ...(checksum === undefined ? {} : {checksum})};
    await expect(fetch(source)).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_CHECKSUM',
      message: `cannot fetch ${source.uri}: ${reason}`,
    });
    expect(server.requests).toBe(0);
  });

  test('a wrong checksum leaves nothing and says both', async () => {
    const right = checksumOf(Buffer.from('x'));
    const source = {uri: server.put('/a.bin', Buffer.from('y')), checksum: right};
    const error = {code: 'DEVSTACK_ERR_CHECKSUM', message: expect.stringContaining(`but ${right} was expected`)};
    await expect(fetch(source)).rejects.toMatchObject(error);
    expect(await readdir(directory)).toEqual([]);
  });

  test('a connection that breaks is a network error that says how far it came', async () => {
    const failed = fetch({uri: server.url('/broken.bin'), checksum: checksumOf(Buffer.from(''))});
    await expect(failed).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_NETWORK',
      message: expect.stringMatching(/the connection broke after \d+ of 1000 bytes/),
    });
    expect(await readdir(directory)).toEqual([]);
  });

  test('an interrupted fetch says so', async () => {
    const source = put('/a.bin', Buffer.alloc(50_000_000));
    const controller = new AbortController();
    const failed = downloader.fetch(source, into, {signal: controller.signal, progress: () => controller.abort()});
    await expect(failed).rejects.toMatchObject({code: 'DEVSTACK_ERR_INTERRUPTED'});
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('work of a user', () => {
  test('is a changed, new or removed file, but not what Python leaves', async () => {
    await fetch(put('/x.tar.gz', makeTarGz(TREE)));
    await mkdir(join(into, 'x-1.0/__pycache__'));
    await writeFile(join(into, 'x-1.0/__pycache__/setup.pyc'), '');
    expect(await downloader.modified(into)).toBeUndefined();
    await utimes(join(into, 'x-1.0/run'), 1, 1);
    expect(await downloader.modified(into)).toBe('it has 1 changed or new file, for example x-1.0/run');
    await writeFile(join(into, 'notes'), '');
    expect(await downloader.modified(into)).toContain('it has 2 changed or new files');
  });

  test('another archive replaces one that nobody changed', async () => {
    await fetch(put('/x.tar.gz', makeTarGz(TREE)));
    await fetch(put('/y.tar.gz', makeTarGz([{path: 'y', content: 'y'}])));
    expect(await readdir(into)).toEqual(['.devstack-source.json', 'y']);
    expect(await readdir(directory)).toEqual(['into']);
  });
});
