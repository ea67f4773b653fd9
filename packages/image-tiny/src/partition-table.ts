const SECTOR = 512;
/** Where the one partition begins. */
export const PARTITION_SECTOR = 2048;
export const PARTITION_OFFSET = PARTITION_SECTOR * SECTOR;

const BOOT_CODE_BYTES = 440;
const TABLE_OFFSET = 446;
const FAT32_LBA = 0x0c;
// Addresses by cylinder, head and sector end at 8 GB; these say: look at the sector number.
const NO_CHS = [0xfe, 0xff, 0xff] as const;

/**
 * An empty disk with boot code and one active partition. The table is required: the Image service refuses a disk that is only a file
 * system, and the Compute service does as well.
 */
export function makeDisk(bootCode: Uint8Array, bytes: number): Buffer {
  if (bootCode.length > BOOT_CODE_BYTES) throw new RangeError(`boot code of ${bootCode.length} bytes`);
  const disk = Buffer.alloc(bytes);
  disk.set(bootCode, 0);
  disk.set([0x80, ...NO_CHS, FAT32_LBA, ...NO_CHS], TABLE_OFFSET);
  disk.writeUInt32LE(PARTITION_SECTOR, TABLE_OFFSET + 8);
  disk.writeUInt32LE(partitionSectors(bytes), TABLE_OFFSET + 12);
  disk.writeUInt16LE(0xaa55, SECTOR - 2);
  return disk;
}

export function partitionSectors(diskBytes: number): number {
  return diskBytes / SECTOR - PARTITION_SECTOR;
}

const MEBIBYTE = 1024 * 1024;

/** Room for files of so many bytes, the tables of the file system and the boot loader, in whole MiB. */
export function diskBytes(contentBytes: number): number {
  return Math.ceil((PARTITION_OFFSET + contentBytes * 1.01 + MEBIBYTE) / MEBIBYTE) * MEBIBYTE;
}
