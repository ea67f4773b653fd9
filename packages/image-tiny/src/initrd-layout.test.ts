import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {GUEST_FILES, initrdEntries} from './initrd-layout.ts';

const guest = new URL('../guest', import.meta.url).pathname;
const content = Buffer.from('x');
const entries = initrdEntries({
  guest: Object.fromEntries(Object.keys(GUEST_FILES).map((path) => [path, content])),
  programs: {busybox: content},
  libraries: {'lib/x86_64-linux-gnu/libc.so.6': content, 'lib64/ld-linux-x86-64.so.2': content},
  modules: [
    {name: 'virtio_pci', content},
    {name: 'virtio_blk', content},
  ],
});

test('a directory comes before what is in it, and nothing comes twice', () => {
  const paths = entries.map(({path}) => path);
  expect(new Set(paths).size).toBe(paths.length);
  for (const [index, path] of paths.entries()) {
    const parent = path.split('/').slice(0, -1).join('/');
    if (parent !== '') expect(paths.slice(0, index), path).toContain(parent);
  }
});

test('programs can be run, and nobody else reads the passwords', () => {
  const modes = Object.fromEntries(entries.map((entry) => [entry.path, 'mode' in entry ? entry.mode : undefined]));
  expect(modes).toMatchObject({init: 0o755, 'bin/busybox': 0o755, 'etc/boot': 0o755, 'etc/shadow': 0o600});
});

test('modules are loaded in their order', () => {
  const order = entries.find(({path}) => path === 'lib/modules/order');
  expect(order).toMatchObject({content: Buffer.from('virtio_pci\nvirtio_blk\n')});
});

test('every file of the machine is known with its mode, and every known one is there', () => {
  const found = readdirSync(guest, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(guest.length + 1));
  expect(found.sort()).toEqual(Object.keys(GUEST_FILES).sort());
});

test('the scripts are scripts of a shell', () => {
  const scripts = Object.keys(GUEST_FILES).filter((path) => readFileSync(join(guest, path), 'utf8').startsWith('#!'));
  expect(scripts.length).toBeGreaterThan(5);
  for (const script of scripts) {
    const {status, stderr} = spawnSync('sh', ['-n', join(guest, script)], {encoding: 'utf8'});
    expect({script, status, stderr}).toEqual({script, status: 0, stderr: ''});
  }
});
