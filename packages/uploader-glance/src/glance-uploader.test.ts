import {createHash} from 'node:crypto';
import {mkdtemp, readdir, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import type {Http} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {GlanceUploader} from './glance-uploader.ts';
import {createPlainHttp, FakeCloud, noDownloads} from './testing/fake-cloud.ts';
import {qcow2, raw, tarOf} from './testing/sample-images.ts';

let cloud: FakeCloud;
let directory: string;
let uploader: GlanceUploader;
beforeEach(async () => {
  cloud = await FakeCloud.start();
  directory = await mkdtemp(join(tmpdir(), 'devstack-uploader-'));
  const environment = {variables: {}, home: directory, cache: join(directory, 'cache')};
  uploader = new GlanceUploader(
    createTestHost(),
    createPlainHttp(),
    environment,
    async () => cloud.environment,
    noDownloads,
  );
});
afterEach(async () => {
  await cloud.stop();
  await rm(directory, {recursive: true});
});

const working = () => ({signal: new AbortController().signal, progress: () => undefined});
const sha256 = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

async function put(name: string, content: Buffer): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

test('an image is uploaded with what it is, whatever its name says, and told when it is there', async () => {
  const location = await put('disk.raw', gzipSync(qcow2()));
  const done = await uploader.upload({name: 'x', location, properties: {hw_rng_model: 'virtio'}}, working());
  expect(done).toEqual({
    changed: true,
    image: {
      id: 'image-1',
      name: 'x',
      status: 'active',
      diskFormat: 'qcow2',
      size: 1024,
      checksum: expect.stringMatching(/^sha512:/),
    },
  });
  expect(cloud.images.get('image-1')).toMatchObject({
    container_format: 'bare',
    visibility: 'public',
    hw_rng_model: 'virtio',
  });
  expect(await uploader.list()).toEqual([done.image]);
});

test('the same name and content is nothing to do; another content takes the place of the old one', async () => {
  const location = await put('x', qcow2());
  await uploader.upload({name: 'x', location}, working());
  expect(await uploader.upload({name: 'x', location: `file://${location}`}, working())).toMatchObject({changed: false});
  await put('x', raw());
  expect(await uploader.upload({name: 'x', location}, working())).toMatchObject({changed: true});
  expect(cloud.stored).toEqual(['x raw active']);
});

test('an image of the same name that is not ours stays', async () => {
  cloud.images.set('theirs', {...theirs, id: 'theirs'});
  await uploader.upload({name: 'x', location: await put('x', qcow2())}, working());
  expect(cloud.stored).toEqual(['x iso active', 'x qcow2 active']);
});

const theirs = {
  ...{name: 'x', status: 'active', disk_format: 'iso', container_format: 'bare', visibility: 'private'},
  ...{size: 1, os_hash_algo: null, os_hash_value: null},
};

test('an upload that was cut short by a crash is done again', async () => {
  const location = await put('x', qcow2());
  await uploader.upload({name: 'x', location}, working());
  Object.assign([...cloud.images.values()][0]!, {status: 'queued'});
  expect(await uploader.upload({name: 'x', location}, working())).toMatchObject({changed: true});
  expect(cloud.stored).toEqual(['x qcow2 active']);
});

test('an upload that the service refuses leaves nothing there', async () => {
  cloud.onUpload = () => {
    throw new Error('no space in the store');
  };
  const upload = uploader.upload({name: 'x', location: await put('x', qcow2())}, working());
  await expect(upload).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_COMMAND',
    message: expect.stringContaining('answered 500'),
  });
  expect(cloud.stored).toEqual([]);
});

test('a service that has other bytes than were sent is noticed', async () => {
  cloud.onUpload = (image) => Object.assign(image, {os_hash_value: 'f00'});
  const upload = uploader.upload({name: 'x', location: await put('x', qcow2())}, working());
  await expect(upload).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_CHECKSUM',
    message: 'cannot upload image x: the service has other bytes than were sent',
  });
  expect(cloud.stored).toEqual([]);
});

test('an Amazon image is three, which go together', async () => {
  const content = gzipSync(tarOf({'a-vmlinuz': raw(700), 'a-initrd': raw(600), 'a.img': raw(5000)}));
  const {image} = await uploader.upload({name: 'uec', location: await put('uec.tgz', content)}, working());
  expect(cloud.stored).toEqual(['uec ami active', 'uec-kernel aki active', 'uec-ramdisk ari active']);
  expect(cloud.images.get(image.id)).toMatchObject({kernel_id: 'image-1', ramdisk_id: 'image-2', size: 5000});
  await uploader.remove(image.id);
  await uploader.remove(image.id);
  expect(cloud.stored).toEqual([]);
});

test('of an Amazon image that fails at the last part, nothing stays', async () => {
  cloud.onUpload = ({disk_format}) => {
    if (disk_format === 'ami') throw new Error('no space');
  };
  const content = tarOf({'a-vmlinuz': raw(700), 'a-initrd': raw(600), 'a.img': raw(5000)});
  await expect(uploader.upload({name: 'uec', location: await put('uec.tar', content)}, working())).rejects.toThrow();
  expect(cloud.stored).toEqual([]);
});

test('a missing file, a directory and a hostile image are errors that name it', async () => {
  const upload = (location: string) => uploader.upload({name: 'x', location}, working());
  await expect(upload('/nonexistent.img')).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_NOT_FOUND',
    message: 'cannot upload image /nonexistent.img: there is no such file',
  });
  await expect(upload(directory)).rejects.toMatchObject({code: 'DEVSTACK_ERR_NOT_FOUND'});
  const hostile = await put('h', qcow2({backing: '/etc/shadow'}));
  await expect(upload(hostile)).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_ARCHIVE',
    message: `cannot use image ${hostile}: it is a qcow2 image with a backing file, '/etc/shadow'`,
  });
  expect(cloud.stored).toEqual([]);
});

describe('a download', () => {
  const content = gzipSync(qcow2());
  const download = (changes: object = {}) => {
    const source = {name: 'x', location: `${cloud.url}/files/x.img`, checksum: sha256(content), ...changes};
    return uploader.upload(source, working());
  };

  test('with a checksum is fetched once, and not at all when the image is there', async () => {
    cloud.files.set('/files/x.img', {content});
    await download();
    expect(await download()).toMatchObject({changed: false});
    await download({name: 'y'});
    expect(cloud.downloads).toEqual(['/files/x.img 200']);
    expect(cloud.stored).toEqual(['x qcow2 active', 'y qcow2 active']);
  });

  test('without a checksum is asked for again, and fetched again only when it has changed', async () => {
    cloud.files.set('/files/x.img', {content, etag: '"1"'});
    await download({checksum: undefined});
    expect(await download({checksum: undefined})).toMatchObject({changed: false});
    cloud.files.set('/files/x.img', {content: gzipSync(raw()), etag: '"2"'});
    expect(await download({checksum: undefined})).toMatchObject({changed: true});
    expect(cloud.downloads).toEqual(['/files/x.img 200', '/files/x.img 304', '/files/x.img 200']);
    expect(cloud.stored).toEqual(['x raw active']);
  });

  test('that was damaged in the cache is fetched again', async () => {
    cloud.files.set('/files/x.img', {content});
    await download();
    const cache = join(directory, 'cache', 'images');
    const kept = (await readdir(cache)).find((name) => !name.endsWith('.json'))!;
    await writeFile(join(cache, kept), Buffer.alloc(content.length));
    expect(await download({name: 'y'})).toMatchObject({changed: true});
    expect(cloud.downloads).toHaveLength(2);
  });

  test('that is not what was promised is refused, by SHA-256 and by SHA-512', async () => {
    cloud.files.set('/files/x.img', {content});
    for (const checksum of [sha256(raw()), `sha512:${'0'.repeat(128)}`]) {
      await expect(download({checksum})).rejects.toMatchObject({code: 'DEVSTACK_ERR_CHECKSUM'});
    }
    await expect(download({checksum: 'md5:00'})).rejects.toMatchObject({code: 'DEVSTACK_ERR_CHECKSUM'});
    expect(cloud.stored).toEqual([]);
  });

  test('that is not there, or whose server is not, is an error', async () => {
    await expect(download()).rejects.toMatchObject({code: 'DEVSTACK_ERR_NOT_FOUND'});
    await expect(download({location: 'http://127.0.0.1:9/x.img'})).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_NETWORK',
    });
  });
});

test('several at the same time, each with its progress', async () => {
  const told = new Map<string, readonly unknown[]>();
  const upload = async (name: string) => {
    const location = await put(name, gzipSync(tarOf({'disk.raw': raw(100_000), 'readme.txt': Buffer.from(name)})));
    const progress = (...last: unknown[]) => void told.set(name, last);
    await uploader.upload({name, location}, {...working(), progress});
  };
  await Promise.all(['a', 'b', 'c'].map(upload));
  expect(cloud.stored).toEqual(['a raw active', 'b raw active', 'c raw active']);
  const last = ['uploading disk.raw', 100_000, 100_000];
  expect([...told]).toEqual(
    expect.arrayContaining([
      ['a', last],
      ['b', last],
      ['c', last],
    ]),
  );
});

test('an image is never whole in memory', async () => {
  const bytes = 512 * 1024 * 1024;
  const location = await put('large', Buffer.from('x'));
  await truncate(location, bytes);
  const plain = createPlainHttp();
  const before = process.memoryUsage().rss;
  let highest = 0;
  const http: Http = {
    async request(url, request) {
      if (request?.method !== 'PUT') return plain.request(url, request);
      const hash = createHash('sha512');
      let size = 0;
      for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
        hash.update(chunk);
        size += chunk.length;
        highest = Math.max(highest, process.memoryUsage().rss - before);
      }
      const [image] = cloud.images.values();
      Object.assign(image!, {status: 'active', size, os_hash_algo: 'sha512', os_hash_value: hash.digest('hex')});
      return {status: 204, headers: {}, text: async () => '', json: async () => undefined, body: async function* () {}};
    },
  };
  const environment = {variables: {}, home: directory, cache: join(directory, 'cache')};
  const careful = new GlanceUploader(createTestHost(), http, environment, async () => cloud.environment, noDownloads);
  expect((await careful.upload({name: 'x', location}, working())).image.size).toBe(bytes);
  expect(highest).toBeLessThan(bytes / 2);
});
