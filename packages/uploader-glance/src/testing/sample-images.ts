import {Header, type HeaderData} from 'tar';

/** A qcow2 header of version 3, enough to be told what it is. */
export function qcow2({backing = '', hasDataFile = false} = {}): Buffer {
  const image = Buffer.alloc(1024);
  image.write('QFI\xfb', 0, 'latin1');
  image.writeUInt32BE(3, 4);
  if (backing !== '') {
    image.writeBigUInt64BE(512n, 8);
    image.writeUInt32BE(backing.length, 16);
    image.write(backing, 512);
  }
  if (hasDataFile) image.writeBigUInt64BE(4n, 72);
  return image;
}

export function vmdk(descriptor: string): Buffer {
  const image = Buffer.alloc(4096);
  image.write('KDMV');
  image.writeBigUInt64LE(1n, 28);
  image.writeBigUInt64LE(2n, 36);
  image.write(descriptor, 512);
  return image;
}

export function raw(bytes = 4096): Buffer {
  return Buffer.alloc(bytes, 'raw disk ');
}

/** A tar archive of entries; a string is the content of a file. */
export function tarOf(entries: Readonly<Record<string, Buffer | HeaderData>>): Buffer {
  const blocks = Object.entries(entries).flatMap(([path, entry]) => {
    const content = Buffer.isBuffer(entry) ? entry : Buffer.alloc(0);
    const data = Buffer.isBuffer(entry) ? {type: 'File' as const, size: entry.length} : entry;
    const header = new Header({mode: 0o644, uid: 0, gid: 0, size: 0, mtime: new Date(0), path, ...data});
    const block = Buffer.alloc(512);
    header.encode(block, 0);
    return [block, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
