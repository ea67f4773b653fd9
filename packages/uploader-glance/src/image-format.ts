/** What a disk image turned out to be, by its content. */
export interface DiskFormat {
  readonly diskFormat: 'qcow2' | 'raw' | 'vmdk' | 'vdi' | 'vhd' | 'vhdx' | 'iso';
  readonly properties?: Readonly<Record<string, string>>;
}

/** Enough of the beginning for every magic number: that of an ISO file system lies behind 32 KiB, a VMDK descriptor in the first 64. */
export const HEAD_BYTES = 128 * 1024;

const EXTERNAL_DATA_FILE = 0x4n;
const VDI_SIGNATURE = 0xbeda107f;
const VMDK_TYPES = ['monolithicSparse', 'streamOptimized'];

/**
 * The format of an image, by its first bytes. Throws for an image that would make the hypervisor open another file: the message says
 * which. A VHD of fixed size is raw: only its last 512 bytes say otherwise, and the Image service looks at the first ones too.
 */
export function probeDisk(head: Buffer): DiskFormat {
  if (startsWith(head, 'QFI\xfb')) return probeQcow2(head);
  if (startsWith(head, 'KDMV')) return probeVmdk(head);
  if (startsWith(head, '# Disk DescriptorFile')) {
    throw new Error('it is a VMDK descriptor that refers to other files; convert it with `qemu-img convert -O qcow2`');
  }
  if (startsWith(head, 'vhdxfile')) return {diskFormat: 'vhdx'};
  if (startsWith(head, 'conectix')) return {diskFormat: 'vhd'};
  if (head.length >= 68 && head.readUInt32LE(64) === VDI_SIGNATURE) return {diskFormat: 'vdi'};
  if (head.subarray(32_769, 32_774).toString('latin1') === 'CD001') return {diskFormat: 'iso'};
  return {diskFormat: 'raw'};
}

function probeQcow2(head: Buffer): DiskFormat {
  if (head.length < 72) throw new Error('its qcow2 header is cut off');
  const version = head.readUInt32BE(4);
  const backingOffset = Number(head.readBigUInt64BE(8));
  if (backingOffset !== 0) {
    const name = head.subarray(backingOffset, backingOffset + head.readUInt32BE(16)).toString('utf8');
    throw new Error(`it is a qcow2 image with a backing file, '${name}'`);
  }
  if (version >= 3 && (head.readBigUInt64BE(72) & EXTERNAL_DATA_FILE) !== 0n) {
    throw new Error('it is a qcow2 image with its data in another file');
  }
  return {diskFormat: 'qcow2'};
}

/** The descriptor says which kind it is; only two kinds keep everything in this file. */
function probeVmdk(head: Buffer): DiskFormat {
  const offset = Number(head.readBigUInt64LE(28)) * 512;
  const descriptor = head.subarray(offset, offset + Number(head.readBigUInt64LE(36)) * 512).toString('latin1');
  const type = /^createType="?([^"\r\n]+)/m.exec(descriptor)?.[1] ?? 'unknown';
  const extents = [...descriptor.matchAll(/^(?:RW|RDONLY|NOACCESS)\s.*$/gm)].map(([line]) => line);
  if (!VMDK_TYPES.includes(type))
    throw new Error(`it is a VMDK image of type ${type}; only ${VMDK_TYPES.join(' and ')} are whole`);
  const foreign = extents.find((line) => !/^RW\s+\d+\s+SPARSE\s+"[^"/\\]+"\s*$/.test(line));
  if (extents.length !== 1 || foreign !== undefined) {
    throw new Error(`it is a VMDK image that refers to other files: ${foreign ?? `${extents.length} extents`}`);
  }
  const adapter = /^ddb\.adapterType\s*=\s*"([^"]+)"/m.exec(descriptor)?.[1];
  const disktype = type === 'streamOptimized' ? 'streamOptimized' : 'sparse';
  return {
    diskFormat: 'vmdk',
    properties: {vmware_disktype: disktype, ...(adapter === undefined ? {} : {vmware_adaptertype: adapter})},
  };
}

function startsWith(bytes: Buffer, magic: string): boolean {
  return bytes.subarray(0, magic.length).toString('latin1') === magic;
}

export type Compression = 'gz' | 'xz' | 'bz2' | 'zst';

const COMPRESSIONS: Readonly<Record<Compression, string>> = {
  gz: '1f8b08',
  xz: 'fd377a585a00',
  bz2: '425a68',
  zst: '28b52ffd',
};

/** How the content is compressed; undefined when it is not. */
export function probeCompression(head: Buffer): Compression | undefined {
  const start = head.subarray(0, 6).toString('hex');
  return (Object.keys(COMPRESSIONS) as Compression[]).find((name) => start.startsWith(COMPRESSIONS[name]));
}

/** Whether a tar archive begins here: its first header names the format. */
export function isTar(head: Buffer): boolean {
  return head.subarray(257, 262).toString('latin1') === 'ustar';
}
