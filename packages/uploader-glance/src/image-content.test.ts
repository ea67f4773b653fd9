import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync, zstdCompressSync} from 'node:zlib';
import type {Argv} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {findDecompressor, isTooMuch} from './decompress.ts';
import {inspectImage, openContent, openEntry} from './image-content.ts';
import {qcow2, raw, tarOf} from './testing/sample-images.ts';

const host = createTestHost();
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'devstack-images-'));
  for (const [program, name] of [
    ['xz', 'xz-utils'],
    ['bzip2', 'bzip2'],
  ] as const) {
    if ((await host.which(program)) !== undefined) continue;
    const install: Argv = ['apt-get', 'install', '-y', '--no-install-recommends', name];
    await host.run(install, {privileged: 'the test reads what this program wrote'});
  }
}, 120_000);
afterAll(() => rm(directory, {recursive: true}));

async function put(content: Buffer): Promise<string> {
  const path = join(directory, `image-${Math.random()}`);
  await writeFile(path, content);
  return path;
}

async function inspect(content: Buffer) {
  return inspectImage(host, await put(content), content.length);
}

async function readAll(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function compressed(program: 'xz' | 'bzip2', content: Buffer): Promise<Buffer> {
  const path = await put(content);
  await host.run([program, '--keep', path]);
  const {readFile} = await import('node:fs/promises');
  return readFile(`${path}.${program === 'xz' ? 'xz' : 'bz2'}`);
}

describe('a compressed image', () => {
  const image = Buffer.concat([qcow2(), raw(300_000)]);

  test.each([
    ['gz', async () => gzipSync(image)],
    ['zst', async () => zstdCompressSync(image)],
    ['xz', () => compressed('xz', image)],
    ['bz2', () => compressed('bzip2', image)],
  ] as const)('with %s is what is in it', async (compression, make) => {
    const path = await put(await make());
    expect(await inspectImage(host, path, 1)).toEqual({kind: 'disk', compression, format: {diskFormat: 'qcow2'}});
    expect((await readAll(await openContent(host, path, compression))).equals(image)).toBe(true);
  });

  test('can be read with Python where the programs are missing', async () => {
    const bare = {...host, which: async (program: string) => (program === 'python3' ? '/usr/bin/python3' : undefined)};
    expect((await findDecompressor(bare, 'bz2'))[2]).toContain('bz2.open(sys.stdin.buffer)');
    await expect(findDecompressor({...host, which: async () => undefined}, 'xz')).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      suggestions: ['apt-get install xz-utils'],
    });
  });

  test('that is broken is an error, not a shorter image', async () => {
    for (const [name, whole] of [
      ['gz', gzipSync(image)],
      ['xz', await compressed('xz', image)],
    ] as const) {
      const path = await put(whole.subarray(0, whole.length / 2));
      await expect(openContent(host, path, name).then(readAll)).rejects.toThrow();
    }
  });

  test('that is compressed twice is refused', async () => {
    await expect(inspect(gzipSync(gzipSync(image)))).rejects.toThrow('it is compressed twice');
  });

  test('that grows without bounds is a bomb; an empty disk is not', () => {
    expect(isTooMuch(10_000_000, 10 * 1024 ** 3)).toBe(false);
    expect(isTooMuch(10_000, 1024 ** 3)).toBe(false);
    expect(isTooMuch(1_000_000, 3 * 1024 ** 3)).toBe(true);
    expect(isTooMuch(1024 ** 4, 2 * 1024 ** 4)).toBe(true);
  });
});

describe('an archive', () => {
  const uec = {
    'uec/': {type: 'Directory' as const},
    'uec/a-vmlinuz': raw(700),
    'uec/a-initrd': raw(600),
    'uec/a.img': raw(5000),
  };

  test('of an Amazon image has a disk, a kernel and a ramdisk', async () => {
    const content = gzipSync(tarOf(uec));
    expect(await inspect(content)).toMatchObject({
      kind: 'archive',
      parts: {disk: 'uec/a.img', kernel: 'uec/a-vmlinuz', ramdisk: 'uec/a-initrd'},
      format: {diskFormat: 'raw'},
    });
    const path = await put(content);
    expect((await readAll(await openEntry(host, path, 'gz', 'uec/a-initrd'))).equals(raw(600))).toBe(true);
  });

  test('gives a large entry whole, however slowly it is read', async () => {
    const large = raw(5_000_000);
    const path = await put(tarOf({'before.txt': raw(10), 'disk.raw': large, 'after.txt': raw(10)}));
    const entry = await openEntry(host, path, undefined, 'disk.raw');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await readAll(entry)).equals(large)).toBe(true);
  });

  test.each([
    ['an absolute path', {'/etc/x.img': raw()}, "its entry '/etc/x.img' has an absolute path"],
    ['a path that leads out', {'a/../../x.img': raw()}, "its entry 'a/../../x.img' leads out of the archive"],
    [
      'a link out',
      {'x.img': {type: 'SymbolicLink' as const, linkpath: '/etc/shadow'}},
      "'x.img' is a link to '/etc/shadow'",
    ],
    ['a hard link', {'x.img': {type: 'Link' as const, linkpath: 'y'}}, "its entry 'x.img' is a link to 'y'"],
    ['a device', {'x.img': {type: 'BlockDevice' as const}}, "its entry 'x.img' is a BlockDevice, not a file"],
    ['two disks', {'x.img': raw(), 'y.qcow2': qcow2()}, 'it has more than one disk image: x.img, y.qcow2'],
    ['no disk', {'readme.txt': raw()}, 'it has no disk image in it, only readme.txt'],
    ['a disk with a backing file', {'x.qcow2': qcow2({backing: '/etc/shadow'})}, "backing file, '/etc/shadow'"],
  ])('with %s is refused', async (_, entries, reason) => {
    await expect(inspect(tarOf(entries))).rejects.toThrow(reason);
  });

  test('with very many entries is refused', async () => {
    const many = Object.fromEntries(Array.from({length: 1001}, (_, index) => [`f${index}`, Buffer.alloc(0)]));
    await expect(inspect(tarOf(many))).rejects.toThrow('it has more than 1000 entries');
  });

  test('that is cut off is refused', async () => {
    const path = await put(tarOf({'x.img': raw(50_000)}).subarray(0, 20_000));
    await expect(inspectImage(host, path, 1)).rejects.toThrow();
  });
});

test('an empty file is no image', async () => {
  await expect(inspect(Buffer.alloc(0))).rejects.toThrow('it is empty');
});
