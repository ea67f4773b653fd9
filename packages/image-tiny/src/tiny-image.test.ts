import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {TinyImage, unsupported} from './tiny-image.ts';

const working = {signal: new AbortController().signal, progress: () => undefined};
const source = {uri: 'build+tiny:image'};
const packagers = {get: () => Promise.reject(new Error('nothing is fetched here'))};

let directory: string;
let into: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'devstack-tiny-'));
  into = join(directory, 'tiny');
  await mkdir(into);
});
afterEach(() => rm(directory, {recursive: true}));

test('an image that was built is not built again', async () => {
  await writeFile(join(into, 'tiny.json'), '{"recipe":1,"file":"tiny.qcow2","identity":"sha256:77"}');
  await writeFile(join(into, 'tiny.qcow2'), 'the disk');
  const fetched = await new TinyImage(createTestHost(), packagers).fetch(source, into, working);
  expect(fetched).toEqual({path: join(into, 'tiny.qcow2'), identity: 'sha256:77', changed: false});
});

test('a directory with something else in it is left alone', async () => {
  await writeFile(join(into, 'mine'), 'mine');
  const host = {...createTestHost(), which: async (program: string) => `/usr/bin/${program}`};
  await expect(new TinyImage(host, packagers).fetch(source, into, working)).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_SOURCE_CHANGED',
    output: ['mine'],
  });
  expect(await readdir(into)).toEqual(['mine']);
});

test('what cannot be fetched leaves nothing behind', async () => {
  const host = {...createTestHost(), which: async (program: string) => `/usr/bin/${program}`};
  await expect(new TinyImage(host, packagers).fetch(source, into, working)).rejects.toThrow('nothing is fetched here');
  expect(await readdir(directory)).toEqual(['tiny']);
});

test('a machine that cannot make it is told why in a sentence', () => {
  const fedora = {arch: 'x64', osRelease: {PRETTY_NAME: 'Fedora Linux 42'}};
  expect(unsupported(fedora, false)).toBe(
    'it is made of packages of Debian, and Fedora Linux 42 has no apt-get; give glance.images the path or URL of an image',
  );
  expect(unsupported({...fedora, arch: 'arm64'}, true)).toContain('needs an x86_64 machine');
  expect(unsupported({arch: 'x64', osRelease: {}}, true)).toBeUndefined();
  expect(unsupported({arch: 'x64', osRelease: {ID: 'devuan', ID_LIKE: 'debian'}}, true)).toBeUndefined();
});

test.each([
  [{ID: 'ubuntu', ID_LIKE: 'debian', PRETTY_NAME: 'Ubuntu 24.04.3 LTS'}],
  [{ID: 'linuxmint', ID_LIKE: 'ubuntu debian', PRETTY_NAME: 'Linux Mint 22'}],
])('the kernels of %j are others', (osRelease) => {
  expect(unsupported({arch: 'x64', osRelease}, true)).toBe(
    `it is made of packages of Debian, and ${osRelease.PRETTY_NAME} has no linux-image-cloud-amd64; give glance.images the path or URL of an image`,
  );
});
