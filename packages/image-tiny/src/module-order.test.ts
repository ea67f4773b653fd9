import {expect, test} from 'vitest';
import {moduleDependencies, moduleName, orderModules} from './module-order.ts';

test('a name is the same however its file is written', () => {
  expect(['/k/virtio-rng.ko', 'virtio_rng.ko.xz', 'virtio_rng'].map(moduleName)).toEqual(Array(3).fill('virtio_rng'));
});

test('what a module depends on stands in it', () => {
  const module = Buffer.from(
    '\x7fELF\xff\0license=GPL\0depends=virtio_ring,virtio,net-failover\0retpoline=Y\0',
    'latin1',
  );
  expect(moduleDependencies(module)).toEqual(['virtio_ring', 'virtio', 'net_failover']);
  expect(moduleDependencies(Buffer.from('\0depends=\0'))).toEqual([]);
});

test('a module comes after what it depends on, once, and what is built into the kernel does not come', () => {
  const table: Record<string, string[]> = {
    net: ['ring', 'core', 'failover'],
    blk: ['ring', 'core'],
    core: ['ring'],
    ring: [],
  };
  expect(orderModules(['net', 'blk', 'builtin'], (name) => table[name])).toEqual(['ring', 'core', 'net', 'blk']);
});
