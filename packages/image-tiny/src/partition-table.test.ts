import {expect, test} from 'vitest';
import {diskBytes, makeDisk, PARTITION_OFFSET, partitionSectors} from './partition-table.ts';

const MEBIBYTE = 1024 * 1024;

test('a disk has boot code, one active partition to its end, and the mark that a BIOS looks for', () => {
  const disk = makeDisk(Buffer.alloc(440, 0x90), 4 * MEBIBYTE);
  expect(disk.length).toBe(4 * MEBIBYTE);
  expect(disk[439]).toBe(0x90);
  expect([...disk.subarray(446, 454)]).toEqual([0x80, 0xfe, 0xff, 0xff, 0x0c, 0xfe, 0xff, 0xff]);
  expect([disk.readUInt32LE(454), disk.readUInt32LE(458)]).toEqual([2048, 3 * 2048]);
  expect(disk.subarray(462, 510).every((byte) => byte === 0)).toBe(true);
  expect([...disk.subarray(510, 512)]).toEqual([0x55, 0xaa]);
});

test('boot code that would reach into the table is refused', () => {
  expect(() => makeDisk(Buffer.alloc(441), MEBIBYTE)).toThrow('441 bytes');
});

test('there is room for the files beside the partition table and the boot loader', () => {
  const bytes = diskBytes(17 * MEBIBYTE);
  expect(bytes % MEBIBYTE).toBe(0);
  expect(partitionSectors(bytes) * 512).toBe(bytes - PARTITION_OFFSET);
  expect(bytes - PARTITION_OFFSET).toBeGreaterThan(18 * MEBIBYTE);
});
