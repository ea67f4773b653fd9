const CLUSTER = 1 << 16;

/** An empty disk of 1 MiB as `qemu-img create -f qcow2` makes it: header, refcount table, refcount block, L1 table. */
export function emptyQcow2(): Buffer {
  const image = Buffer.alloc(4 * CLUSTER);
  image.write('QFI\xfb', 0, 'latin1');
  image.writeUInt32BE(3, 4);
  image.writeUInt32BE(16, 20); // bits of a cluster
  image.writeBigUInt64BE(1n << 20n, 24); // size of the disk
  image.writeUInt32BE(1, 36); // entries of the L1 table, and where it is
  image.writeBigUInt64BE(BigInt(3 * CLUSTER), 40);
  image.writeBigUInt64BE(BigInt(CLUSTER), 48); // the refcount table, and its clusters
  image.writeUInt32BE(1, 56);
  image.writeUInt32BE(4, 96); // refcounts of 16 bits
  image.writeUInt32BE(104, 100); // length of the header
  image.writeBigUInt64BE(BigInt(2 * CLUSTER), CLUSTER);
  for (let cluster = 0; cluster < 4; cluster++) image.writeUInt16BE(1, 2 * CLUSTER + 2 * cluster);
  return image;
}
